package io.weir.sample.deployment;

import io.weir.sample.servers.Descriptors;
import java.io.File;
import java.util.Map;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Applications to deploy. */
public final class Wars {

  private static final String LIB = "/WEB-INF/lib/";

  /** Payara's groups are no roles until somebody says so. */
  public static final StringAsset ROLES =
      new StringAsset(
          """
      <glassfish-web-app>
        <security-role-mapping>
          <role-name>user</role-name>
          <group-name>user</group-name>
        </security-role-mapping>
      </glassfish-web-app>
      """);

  /**
   * A {@code beans.xml}, for applications with a WebSocket: Payara 5 starts Faces for them, and
   * Faces stops a deployment without CDI.
   */
  public static final StringAsset BEANS = new StringAsset(Descriptors.BEANS);

  private Wars() {}

  /** The sample as it was built. */
  public static WebArchive sample() {
    return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/webapp-sample.war"));
  }

  /**
   * An application of one servlet, {@code /hello}, with the jar that lies in the sample.
   *
   * @param name also of its context path
   */
  public static WebArchive withWeir(String name) {
    WebArchive war =
        ShrinkWrap.create(WebArchive.class, name + ".war").addClass(HelloServlet.class);
    weir().forEach((path, node) -> war.add(node.getAsset(), path));
    return war;
  }

  /** The same with a {@code web.xml}; in place of the one it has. */
  public static WebArchive withWeir(String name, String webXml) {
    return withWeir(name).setWebXML(new StringAsset(webXml));
  }

  /** The jar that lies in the sample. */
  public static Map<ArchivePath, Node> weir() {
    return sample().getContent(Filters.include(LIB + "weir-.*\\.jar"));
  }
}
