package dev.convoy.network.layer;

/** Which of two numbers. */
public enum Side {
  LEFT,
  RIGHT
}
