package io.weir.sample.deployment;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** Debian's Chromium, without a window and with a profile of its own. */
final class Browser implements AutoCloseable {

  private static final File CHROMIUM = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");

  /** Set where a test without a browser would be a test too few. */
  private static final String REQUIRED = "BROWSER_REQUIRED";

  /** More than any page has of buttons and fields. */
  private static final int MOST_TABS = 100;

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** Whether tests need one that starts: it is installed, or it should be. */
  static boolean isExpected() {
    return System.getenv(REQUIRED) != null || (CHROMIUM.exists() && DRIVER.exists());
  }

  static Browser start() {
    return start(List.of());
  }

  /** With a microphone that beeps, and a user who lets every page use it. */
  static Browser startWithMicrophone() {
    return start(List.of("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"));
  }

  private static Browser start(List<String> arguments) {
    try {
      Path profile = Files.createTempDirectory("chromium-");
      return new Browser(
          profile,
          new ChromeDriver(
              new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(),
              options(profile).addArguments(arguments)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChromeOptions options(Path profile) {
    ChromeOptions options =
        new ChromeOptions()
            .setBinary(CHROMIUM)
            .addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("performance", "ALL"));
    return options;
  }

  Browser open(URI page) {
    driver.get(page.toString());
    return this;
  }

  /** What the body of an asynchronous function returns, as the open page runs it. */
  String run(String body) {
    return String.valueOf(
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            (async () => { %s })().then(done, failure => done(String(failure)));
            """
                .formatted(body)));
  }

  /** What stands in one element when another was clicked. */
  String click(String button, String result) {
    driver.findElement(By.id(button)).click();
    return await()
        .until(() -> driver.findElement(By.id(result)).getText(), text -> text.length() > 1);
  }

  /** Makes the page so large, in CSS pixels, with light or dark colours. */
  Browser show(int width, int height, String colours) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    return this;
  }

  /** Presses keys, as somebody without a mouse does. */
  Browser press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
    return this;
  }

  /** Presses the tab key until what shows this text has the focus, or everything had it. */
  Browser tabTo(String text) {
    for (int i = 0; i < MOST_TABS; i++) {
      press(Keys.TAB);
      if (driver.switchTo().activeElement().getText().equals(text)) {
        return this;
      }
    }
    throw new AssertionError("the tab key does not reach " + text);
  }

  /** Holds the mouse button down on an element. */
  Browser hold(String id) {
    new Actions(driver).clickAndHold(driver.findElement(By.id(id))).perform();
    return this;
  }

  /** Lets the mouse button go. */
  Browser letGo() {
    new Actions(driver).release().perform();
    return this;
  }

  /** Holds the space bar down, with the repetitions that a keyboard sends. */
  Browser holdSpace() {
    space("keyDown", false);
    space("keyDown", true);
    return this;
  }

  /** Lets the space bar go. */
  Browser letSpaceGo() {
    space("keyUp", false);
    return this;
  }

  private void space(String type, boolean repeated) {
    driver.executeCdpCommand(
        "Input.dispatchKeyEvent",
        Map.of("type", type, "code", "Space", "key", " ", "text", " ", "autoRepeat", repeated));
  }

  /** What stands in one element. */
  String text(String id) {
    return driver.findElement(By.id(id)).getText();
  }

  /** Forgets all cookies of the open page. */
  Browser forget() {
    driver.manage().deleteAllCookies();
    return this;
  }

  /** What people with disabilities stumble over in the open page. */
  String barriers() {
    try (InputStream script =
        Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
      run(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return run(
        """
        const found = await axe.run();
        return found.violations
            .map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' '))
            .join('\\n');
        """);
  }

  /** What the open page shows. */
  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  /** Keeps a picture of the page. */
  void photograph(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many preflights were answered since this was last asked. */
  long preflights() {
    return driver.manage().logs().get("performance").getAll().stream()
        .filter(entry -> entry.getMessage().contains("\"Network.responseReceived\""))
        .filter(entry -> entry.getMessage().contains("\"type\":\"Preflight\""))
        .count();
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
