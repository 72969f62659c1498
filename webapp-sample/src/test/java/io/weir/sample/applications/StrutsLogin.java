package io.weir.sample.applications;

import io.weir.sample.servers.RealmUsers;
import org.apache.struts2.ActionSupport;
import org.apache.struts2.ServletActionContext;
import org.apache.struts2.interceptor.parameter.StrutsParameter;

/** Two logins: one sends the user on, one shows the user's page in its place. */
public class StrutsLogin extends ActionSupport {

  private String username = "";
  private String password = "";

  @StrutsParameter
  public void setUsername(String username) {
    this.username = username;
  }

  public String getUsername() {
    return username;
  }

  @StrutsParameter
  public void setPassword(String password) {
    this.password = password;
  }

  /** For the login that sends the user on. */
  @Override
  public String execute() {
    if (!RealmUsers.password(username).equals(password)) {
      addActionError("not so");
      return INPUT;
    }
    return SUCCESS;
  }

  /** For the login that shows the page: the manual says what it must do, besides. */
  public String show() {
    String result = execute();
    if (result.equals(SUCCESS)) {
      ServletActionContext.getRequest().changeSessionId();
    }
    return result;
  }
}
