package io.weir.sample.deployment;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Answers what it is told. */
@ServerEndpoint("/socket")
public class EchoEndpoint {

  /** The same. */
  @OnMessage
  public String echo(String text) {
    return text;
  }
}
