package io.weir.sample.applications;

import io.weir.sample.servers.RealmUsers;
import org.apache.wicket.Page;
import org.apache.wicket.markup.html.WebPage;
import org.apache.wicket.markup.html.form.Form;
import org.apache.wicket.markup.html.form.PasswordTextField;
import org.apache.wicket.markup.html.form.TextField;
import org.apache.wicket.markup.html.panel.FeedbackPanel;
import org.apache.wicket.model.Model;
import org.apache.wicket.protocol.http.WebApplication;

/** A page for everybody with a login, at two places, and a page of users. */
public class WicketApplication extends WebApplication {

  @Override
  public Class<? extends Page> getHomePage() {
    return Login.class;
  }

  @Override
  protected void init() {
    super.init();
    getCspSettings().blocking().disabled();
    mountPage("/login", Login.class);
    mountPage("/show", Show.class);
    mountPage("/welcome", Welcome.class);
  }

  /** Sends a user on. */
  public static class Login extends WebPage {

    private final Model<String> username = Model.of("");
    private final Model<String> password = Model.of("");

    /** Wicket calls it. */
    public Login() {
      Form<Void> form =
          new Form<>("form") {
            @Override
            protected void onSubmit() {
              if (RealmUsers.password(username.getObject()).equals(password.getObject())) {
                welcome();
              } else {
                error("not so");
              }
            }
          };
      form.add(new TextField<>("username", username), new PasswordTextField("password", password));
      add(form, new FeedbackPanel("feedback"));
    }

    /** What a right password leads to. */
    protected void welcome() {
      setResponsePage(Welcome.class);
    }
  }

  /** Shows the user's page under its own path: gives the session a new id, as the manual says. */
  public static class Show extends Login {
    @Override
    protected void welcome() {
      getSession().replaceSession();
      success("welcome");
    }
  }

  /** The page of users. */
  public static class Welcome extends WebPage {}
}
