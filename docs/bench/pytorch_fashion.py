"""Trains the network of conf/networks/fashion.yaml with PyTorch, to time an epoch beside Convoy's.

Run:  /usr/bin/python3 docs/bench/pytorch_fashion.py --data DIR --threads 2
      (Debian: apt-get install python3-torch dataset-fashion-mnist; DIR is then
      /usr/share/datasets/fashion-mnist)

It prints, per epoch, the seconds of the training part alone: all images are decoded and normalised
beforehand and lie in memory, as they do in Convoy's executors.
"""
import argparse
import gzip
import math
import os
import time

import numpy as np
import torch
from torch import nn


def idx(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read()[header:], np.uint8)


def images(folder, name):
    pixels = idx(os.path.join(folder, name + "-images-idx3-ubyte.gz"), 16)
    scaled = (pixels.astype(np.float32) / 255 - 0.2860) / 0.3530
    labels = idx(os.path.join(folder, name + "-labels-idx1-ubyte.gz"), 8)
    return torch.from_numpy(scaled.reshape(-1, 1, 28, 28)), torch.from_numpy(labels.astype(np.int64))


def network():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1568, 64), nn.ReLU(), nn.Linear(64, 10))


def accuracy(net, x, y):
    with torch.no_grad():
        return sum((net(a).argmax(1) == b).sum().item() for a, b in zip(x.split(500), y.split(500))) / len(y)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    print(f"PyTorch {torch.__version__}, {args.threads} threads")
    x, y = images(args.data, "train")
    test = images(args.data, "t10k")
    net = network()
    optimizer = torch.optim.SGD(net.parameters(), args.lr, momentum=0.9, weight_decay=5e-4)
    steps = args.epochs * math.ceil(len(y) / args.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: 0.5 * (1 + math.cos(math.pi * s / steps)))
    for epoch in range(1, args.epochs + 1):
        began, total = time.time(), 0.0
        for batch in torch.randperm(len(y)).split(args.batch):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        seconds = time.time() - began
        print(f"epoch {epoch}: {seconds:.1f} s, loss {total / len(y):.4f}, test accuracy {accuracy(net, *test):.4f}", flush=True)


if __name__ == "__main__":
    main()
