package io.weir.sample.servers;

/** A server refused an application; the message is what its deploy command printed. */
public final class DeploymentFailed extends RuntimeException {

  DeploymentFailed(String output) {
    super(output);
  }
}
