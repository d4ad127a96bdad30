"""Stands in for the vendor's package in tests: the documented names that the bridge uses, none of what is behind them.

FAKE_AKIDA tells how it behaves, as JSON: "version"; "program", a file that mapping comes to; "sequences"; "refuse", texts that
the named calls raise; "missing", a module that importing it does not find.
"""

import json
import os

_BEHAVIOUR = json.loads(os.environ.get("FAKE_AKIDA", "{}"))
_MAGIC = b"FAKEFBZ\n"

if "missing" in _BEHAVIOUR:
    raise ModuleNotFoundError("No module named 'numpy'", name=_BEHAVIOUR["missing"])

__version__ = _BEHAVIOUR.get("version", "2.19.3")
print("the package says something on its own account")


def _may(call):
    if call in _BEHAVIOUR.get("refuse", {}):
        raise RuntimeError(_BEHAVIOUR["refuse"][call])


class AKD1500:
    pass


class AkidaUnsupervised:
    def __init__(
        self,
        num_weights,
        num_classes=1,
        initial_plasticity=1.0,
        learning_competition=0.0,
        min_plasticity=0.1,
        plasticity_decay=0.25,
    ):
        self.arguments = {name: value for name, value in locals().items() if name != "self"}


class FullyConnected:
    def __init__(self, units, name="", weights_bits=1, activation=True, act_bits=1):
        self.name = name
        self.entry = {"name": name, "units": units, "weights_bits": weights_bits, "activation": activation}

    def set_variable(self, name, values):
        _may("set_variable")
        self.entry["variables"] = {name: {"shape": list(values.shape), "data": values.data}}


class _Layer:
    def __init__(self, entry):
        self.name, self.entry = entry["name"], entry


class _Sequence:
    program = None


class Model:
    def __init__(self, filename):
        with open(filename, "rb") as file:
            data = file.read()
        if not data.startswith(_MAGIC):
            raise ValueError("Unable to parse any layer in the serialized model.")
        self._load(json.loads(data[len(_MAGIC) :]))

    def _load(self, document):
        self._document = document
        self.layers = [_Layer(entry) for entry in document["layers"]]
        self.sequences = []

    @staticmethod
    def from_json(text):
        model = Model.__new__(Model)
        model._load(json.loads(text))
        return model

    def add(self, layer):
        self.layers.append(layer)

    def compile(self, optimizer):
        _may("compile")
        self._document["learning"] = optimizer.arguments

    def get_layer(self, name):
        return next(layer for layer in self.layers if layer.name == name)

    def map(self, device, hw_only=False):
        assert isinstance(device, AKD1500) and hw_only
        _may("map")
        self.sequences = [_Sequence() for _ in range(_BEHAVIOUR.get("sequences", 1))]
        if "program" in _BEHAVIOUR:
            with open(_BEHAVIOUR["program"], "rb") as file:
                self.sequences[0].program = file.read()

    def to_json(self):
        return json.dumps(dict(self._document, layers=[layer.entry for layer in self.layers]))

    def save(self, path):
        with open(path, "wb") as file:
            file.write(_MAGIC + self.to_json().encode())
