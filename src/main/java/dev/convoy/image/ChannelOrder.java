package dev.convoy.image;

/** Which of a picture's colours a network takes first, as written under {@code channels}. */
enum ChannelOrder {
  /** Red, green, blue; grey pictures too. */
  RGB,
  /** Blue, green, red: networks trained by Caffe, or on pictures read by OpenCV. */
  BGR;

  /** The sample of a pixel that becomes channel {@code channel} of {@code count}. */
  int sampleOf(int channel, int count) {
    return this == BGR ? count - 1 - channel : channel;
  }
}
