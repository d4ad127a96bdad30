"""The bridge to the vendor's compiler: one JSON request on stdin, one JSON reply on stdout, everything bulky in files.

Runs in a Python that has BrainChip's `akida` package, which is no part of this project and has its own licence.
Only its documented API is used (docs/silicon.md lists the calls). A request names

    version   the release of the package that the program container belongs to
    source    a model file: what Model.to_json() gives (.json) or Model.save() writes (.fbz); without one only versions are told
    learning  optional: the layer to put behind it, its optimizer's arguments, and its weights (int8, input x unit) in a file
    json, fbz, program   optional: files to write

The reply is {"akida", "python"} or {"error", "message"}.
"""

import json
import os
import platform
import sys


class Refusal(Exception):
    def __init__(self, error, message):
        super().__init__(message)
        self.reply = {"error": error, "message": message}


def load_package(version):
    try:
        import akida
    except ModuleNotFoundError as error:
        if error.name != "akida":
            raise Refusal("broken-package", str(error)) from error
        raise Refusal("no-package", f"Python {platform.python_version()}") from error
    except ImportError as error:
        raise Refusal("broken-package", str(error)) from error
    if akida.__version__ != version:
        raise Refusal("version", akida.__version__)
    return akida


def load_model(akida, path):
    try:
        if path.endswith(".fbz"):
            return akida.Model(path)
        with open(path, encoding="utf-8") as file:
            return akida.Model.from_json(file.read())
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise Refusal("model", f"{type(error).__name__}: {error}") from error


def add_learner(akida, model, learning):
    """Order matters: compiling draws weights of its own, which those of the fit replace."""
    import numpy

    name, units = learning["name"], learning["units"]
    try:
        model.add(akida.FullyConnected(units=units, name=name, weights_bits=1, activation=False))
        model.compile(akida.AkidaUnsupervised(**learning["optimizer"]))
        weights = numpy.fromfile(learning["weights"], dtype=numpy.int8).reshape((1, 1, -1, units))
        model.get_layer(name).set_variable("weights", weights)
    except (IndexError, TypeError, ValueError, RuntimeError) as error:
        raise Refusal("learning", str(error)) from error


def mapped_program(akida, model):
    """The whole model as one sequence on one chip: with several, the host would have to compute what is between them."""
    try:
        model.map(akida.AKD1500(), hw_only=True)
    except (ValueError, RuntimeError) as error:
        raise Refusal("mapping", str(error)) from error
    programs = [sequence.program for sequence in model.sequences]
    if len(programs) != 1 or programs[0] is None:
        raise Refusal("mapping", f"it takes {len(programs)} sequences instead of one program")
    return programs[0]


def serve(request):
    akida = load_package(request["version"])
    if "source" in request:
        model = load_model(akida, request["source"])
        if "learning" in request:
            add_learner(akida, model, request["learning"])
        if "json" in request:
            with open(request["json"], "w", encoding="utf-8") as file:
                file.write(model.to_json())
        if "fbz" in request:
            model.save(request["fbz"])
        if "program" in request:
            with open(request["program"], "wb") as file:
                file.write(mapped_program(akida, model))
    return {"akida": akida.__version__, "python": platform.python_version()}


def main():
    reply = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not get into the reply
    try:
        answer = serve(json.load(sys.stdin))
    except Refusal as refusal:
        answer = refusal.reply
    except Exception as error:  # what else the package may raise is told, not shown as a trace
        answer = {"error": "failed", "message": f"{type(error).__name__}: {error}"}
    json.dump(answer, reply)
    reply.close()


main()
