"""musicnn as published, from its checkpoint to ONNX: what Orpheus's own graph is measured against.

A plain translation, layer after layer, with direct convolutions. Needs numpy and onnx.
"""

import struct
import zipfile

import numpy
import onnx
from onnx import helper, numpy_helper


def varint(data, place):
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def block(data, offset, size):
    """The entries of one uncompressed block of a LevelDB table."""
    block = data[offset:offset + size]
    end = size - 4 - 4 * struct.unpack("<I", block[-4:])[0]
    place, key, entries = 0, b"", []
    while place < end:
        shared, place = varint(block, place)
        fresh, place = varint(block, place)
        length, place = varint(block, place)
        key = key[:shared] + block[place:place + fresh]
        place += fresh
        entries.append((key, block[place:place + length]))
        place += length
    return entries


def fields(message):
    place = 0
    while place < len(message):
        tag, place = varint(message, place)
        if tag & 7 == 0:
            value, place = varint(message, place)
        elif tag & 7 == 5:
            value, place = message[place:place + 4], place + 4
        else:
            length, place = varint(message, place)
            value, place = message[place:place + length], place + length
        yield tag >> 3, value


def tensors(wheel, network="MSD_musicnn"):
    """The arrays of a network, by name."""
    with zipfile.ZipFile(wheel) as archive:
        index = archive.read(f"musicnn/{network}/.index")
        data = archive.read(f"musicnn/{network}/.data-00000-of-00001")
    place = len(index) - 48
    for _ in range(2):
        _, place = varint(index, place)
    offset, place = varint(index, place)
    size, _ = varint(index, place)
    found = {}
    for _, handle in block(index, offset, size):
        offset, place = varint(handle, 0)
        size, _ = varint(handle, place)
        for name, entry in block(index, offset, size):
            values = dict(fields(entry))
            if not name or values.get(1) != 1:
                continue
            shape = [next((size for _, size in fields(dimension)), 0)
                     for field, dimension in fields(values.get(2, b"")) if field == 2]
            start, length = values.get(4, 0), values.get(5, 0)
            found[name.decode()] = numpy.frombuffer(
                data[start:start + length], "<f4").reshape(shape)
    return found


def model(wheel):
    """The bytes of the network's ONNX file."""
    weights = tensors(wheel)
    nodes, constants = [], []

    def constant(name, values):
        constants.append(numpy_helper.from_array(
            numpy.ascontiguousarray(values, "f4"), name))
        return name

    def node(operation, inputs, name, **attributes):
        nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name

    def layer(kind, index):
        return f"{kind}_{index}" if index else kind

    def norm(value, index, trailing, name=None):
        prefix = layer("batch_normalization", index)
        gamma, beta, mean, variance = (
            weights[f"{prefix}/{part}"].astype("f8")
            for part in ("gamma", "beta", "moving_mean", "moving_variance"))
        scale = gamma / numpy.sqrt(variance + 1e-3)
        shape = (-1,) + (1,) * trailing
        scaled = node("Mul", [value, constant(prefix + "_scale", scale.reshape(shape))],
                      prefix + "_scaled")
        shift = constant(prefix + "_shift", (beta - mean * scale).reshape(shape))
        return node("Add", [scaled, shift], name or prefix + "_normed")

    def convolution(value, index):
        name = layer("conv2d", index)
        kernel = weights[name + "/kernel"]
        kernel = kernel.transpose(3, 2, 0, 1) if index < 5 else kernel.transpose(3, 1, 0, 2)
        height = kernel.shape[2]
        node("Conv",
             [value, constant(name + "_kernel", kernel),
              constant(name + "_bias", weights[name + "/bias"])],
             name, pads=[(height - 1) // 2, 0, height // 2, 0])
        return norm(node("Relu", [name], name + "_rectified"), index + 1, 2)

    def dense(value, index):
        name = layer("dense", index)
        return node("Gemm", [value, constant(name + "_kernel", weights[name + "/kernel"]),
                             constant(name + "_bias", weights[name + "/bias"])], name)

    constants.append(numpy_helper.from_array(numpy.array([-1, 1, 187, 96]), "image_shape"))
    constants.append(numpy_helper.from_array(numpy.array([-1, 1506]), "pooled_shape"))
    image = norm(node("Reshape", ["patch", "image_shape"], "image"), 0, 2)
    front = node("Concat", [
        node("MaxPool", [convolution(image, index)], f"maximum{index}", kernel_shape=[1, width])
        for index, width in enumerate((59, 30, 96, 96, 96))], "front", axis=1)
    first = convolution(front, 5)
    second = node("Add", [convolution(first, 6), first], "second")
    third = node("Add", [convolution(second, 7), second], "third")
    layers = node("Concat", [front, first, second, third], "layers", axis=1)
    both = node("Concat", [
        node("ReduceMax", [layers], "maximum", axes=[2, 3]),
        node("ReduceMean", [layers], "mean", axes=[2, 3])], "both", axis=2)
    pooled = norm(node("Reshape", [both, "pooled_shape"], "pooled"), 9, 0)
    norm(node("Relu", [dense(pooled, 0)], "dense_rectified"), 10, 0, "penultimate")
    node("Sigmoid", [dense("penultimate", 1)], "tags")

    def value(name, *shape):
        return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        nodes, "musicnn", [value("patch", 1, 187, 96)],
        [value("penultimate", 1, 200), value("tags", 1, 50)], constants)
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7).SerializeToString()
