package io.weir.internal.upstream;

/** A call that no circuit counts. */
enum UncountedCall implements ServiceCircuit.Call {
  INSTANCE;

  @Override
  public void succeeded() {}

  @Override
  public void failed(String reason) {}

  @Override
  public void provedNothing() {}
}
