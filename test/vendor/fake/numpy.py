"""As much of numpy as the bridge needs, so that its tests need nothing installed."""

int8 = "int8"


class ndarray:
    def __init__(self, data, shape):
        self.data, self.shape = data, shape

    def reshape(self, shape):
        known = 1
        for extent in shape:
            known *= 1 if extent == -1 else extent
        return ndarray(self.data, tuple(len(self.data) // known if extent == -1 else extent for extent in shape))


def fromfile(path, dtype):
    assert dtype == int8
    with open(path, "rb") as file:
        data = file.read()
    return ndarray([byte - 256 if byte > 127 else byte for byte in data], (len(data),))
