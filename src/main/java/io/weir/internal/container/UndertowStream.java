package io.weir.internal.container;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.stream.Stream;

/** A connection of Undertow that has changed its protocol, with a filter on what it reads. */
final class UndertowStream implements SocketConnection {

  /** Reads the frames of a channel, to which it belongs. */
  private static final String READER =
      "io.undertow.server.protocol.framed.AbstractFramedChannel$FrameReadListener";

  private static final String SENDER = "io.undertow.websockets.core.WebSockets";

  private final Methods methods;
  private final Closeable stream;
  private final Object source;

  private UndertowStream(Methods methods, Closeable stream, Object source) {
    this.methods = methods;
    this.stream = stream;
    this.source = source;
  }

  /**
   * What is called of a stream and its source.
   *
   * @param conduit of the source, the same for reading and replacing it
   * @param channel of the reader of frames
   * @param sendClose Undertow's own way to close such a channel
   */
  record Methods(
      ServerMethod source,
      ServerMethod conduit,
      ServerMethod setConduit,
      ServerMethod read,
      ServerMethod wake,
      ServerMethod reader,
      Field channel,
      ServerMethod sendClose) {

    static Methods of(Class<?> upgradeListener) throws ReflectiveOperationException {
      Class<?> streams =
          Stream.of(upgradeListener.getMethods())
              .filter(method -> method.getName().equals("handleUpgrade"))
              .findFirst()
              .orElseThrow(() -> new NoSuchMethodException("handleUpgrade"))
              .getParameterTypes()[0];
      ServerMethod source = ServerMethod.of(streams, "getSourceChannel");
      ServerMethod conduit = ServerMethod.of(source.answer(), "getConduit");
      ClassLoader server = upgradeListener.getClassLoader();
      Field channel = FieldInterceptor.field(Class.forName(READER, false, server), "this$0");
      channel.setAccessible(true);
      return new Methods(
          source,
          conduit,
          ServerMethod.of(source.answer(), "setConduit", conduit.answer()),
          ServerMethod.of(conduit.answer(), "read", ByteBuffer.class),
          ServerMethod.of(source.answer(), "wakeupReads"),
          ServerMethod.of(source.answer(), "getReadListener"),
          channel,
          sendClose(Class.forName(SENDER, false, server)));
    }

    private static ServerMethod sendClose(Class<?> sender) throws NoSuchMethodException {
      return Stream.of(sender.getMethods())
          .filter(method -> method.getName().equals("sendClose"))
          .filter(method -> method.getParameterCount() == 4)
          .filter(method -> method.getParameterTypes()[0] == int.class)
          .findFirst()
          .map(ServerMethod::new)
          .orElseThrow(() -> new NoSuchMethodException("sendClose"));
    }

    /** Puts the filter on a connection. */
    void open(Closeable stream, SocketFilter filter) {
      Object from = Objects.requireNonNull(source.call(stream));
      Object original = Objects.requireNonNull(conduit.call(from));
      InboundBytes inbound = new InboundBytes(filter);
      setConduit.call(
          from,
          ServerProxy.of(
              conduit.answer(),
              (method, arguments) ->
                  switch (method.getName()) {
                    case "read" -> read(inbound, arguments, original, method);
                    case "transferTo" -> throw new IOException("a WebSocket reads frames");
                    default -> ServerProxy.pass(method, original, arguments);
                  }));
      filter.opened(new UndertowStream(this, stream, from));
    }

    private Object read(InboundBytes inbound, Object[] arguments, Object original, Method asked)
        throws IOException {
      int count =
          inbound.read(
              buffer(arguments),
              bytes -> (Integer) Objects.requireNonNull(read.ask(original, bytes)));
      return asked.getReturnType() == long.class ? (Object) (long) count : (Object) count;
    }

    /**
     * The first buffer with space, of {@code read(buffer)} or {@code read(buffers, from, length)}.
     */
    private static ByteBuffer buffer(Object[] arguments) {
      if (arguments[0] instanceof ByteBuffer buffer) {
        return buffer;
      }
      ByteBuffer[] buffers = (ByteBuffer[]) arguments[0];
      int from = (Integer) arguments[1];
      int last = from + (Integer) arguments[2] - 1;
      int at = from;
      while (at < last && !buffers[at].hasRemaining()) {
        at++;
      }
      return buffers[at];
    }
  }

  @Override
  public void wake() {
    methods.wake().call(source);
  }

  /** False while nothing reads frames: then the connection is no WebSocket. */
  @Override
  public boolean sendClose(int code, String reason) {
    try {
      Object reader = methods.reader().call(source);
      if (!methods.channel().getDeclaringClass().isInstance(reader)) {
        return false;
      }
      Object channel = methods.channel().get(reader);
      if (!methods.sendClose().method().getParameterTypes()[2].isInstance(channel)) {
        return false;
      }
      methods.sendClose().call(null, code, reason, channel, null);
      return true;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void terminate() {
    try {
      stream.close();
    } catch (IOException closedAlready) {
      // It is closed.
    }
  }
}
