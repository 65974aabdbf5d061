package dev.convoy.job.forward;

import dev.convoy.job.input.Example;

/** An example that does not get through, with the stage that failed and why. */
record Rejected(Example example, String stage, String reason) {}
