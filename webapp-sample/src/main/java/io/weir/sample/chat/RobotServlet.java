package io.weir.sample.chat;

import io.weir.sample.Bodies;
import io.weir.sample.JsonServlet;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code POST /robot/command}: has a language model make a command of an instruction. The robot
 * runs it only if it is one of its own, in range. Anything else is the safe default: it stops, logs
 * that, and waits for a person. So it does while the circuit of the model is open.
 */
@WebServlet("/robot/command")
public class RobotServlet extends JsonServlet {

  private static final Pattern INSTRUCTION = Pattern.compile("(?s).{1,1000}");
  private static final int MOST_TOKENS = 10;

  /** Centimetres and degrees. */
  private static final Pattern COMMAND =
      Pattern.compile("stop|forward ([1-9]|[1-9][0-9]|100)|turn -?([0-9]|[1-8][0-9]|90)");

  private static final String STOP = "stop";

  @Inject LanguageModel models;

  /** Made by the server. */
  public RobotServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String instruction =
        Bodies.text(body(request), "instruction", INSTRUCTION, "1 to 1000 characters");
    String command = command(request, instruction);
    boolean safe = COMMAND.matcher(command).matches();
    if (!safe) {
      log("The robot stops and waits for a person.");
    }
    write(
        response,
        Status.OK,
        Json.createObjectBuilder()
            .add("command", safe ? command : STOP)
            .add("waits", !safe)
            .build());
  }

  /** What the model says; nothing that the robot could run if it says nothing. */
  private String command(HttpServletRequest request, String instruction) {
    if ("open".equals(request.getAttribute("io.weir.circuit.robot"))) {
      return "";
    }
    try {
      LanguageModel.Answer answer = models.answer(List.of(instruction), MOST_TOKENS);
      request.setAttribute("io.weir.upstream", "robot=ok");
      return answer.text();
    } catch (LanguageModel.Unavailable e) {
      request.setAttribute("io.weir.upstream", "robot=503");
      return "";
    }
  }
}
