package dev.convoy.onnx.reader;

/** What an ONNX name stands for while a model is read. */
sealed interface Value permits Activation, Constant {}
