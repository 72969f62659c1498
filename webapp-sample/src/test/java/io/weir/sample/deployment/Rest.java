package io.weir.sample.deployment;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Resources below {@code /rest}. */
@ApplicationPath("/rest")
public class Rest extends Application {}
