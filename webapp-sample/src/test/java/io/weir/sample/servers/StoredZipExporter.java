package io.weir.sample.servers;

import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.impl.base.exporter.zip.ZipStoredExporterImpl;

/**
 * Writes archives without compression. Weir's jar, 26 MB, is compressed already: compressing it
 * once more takes a second for each deployment.
 */
public final class StoredZipExporter extends ZipStoredExporterImpl implements ZipExporter {

  /** ShrinkWrap calls it. */
  public StoredZipExporter(Archive<?> archive) {
    super(archive);
  }
}
