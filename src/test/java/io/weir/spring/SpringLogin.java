package io.weir.spring;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * Spring Security as its documentation sets it up: a form at {@code /login}, Basic authentication,
 * and a login by JSON at {@code /api/login}. Everything below {@code /open} is open to everybody.
 * {@code alice}, {@code bob} and {@code root}, who has the role {@code admin}, have the password
 * {@code right}.
 */
@Configuration
@EnableWebSecurity
public class SpringLogin {

  /** The filter chain that Spring Security's initializer maps before all declared filters. */
  @Bean
  SecurityFilterChain chain(HttpSecurity http, UserDetailsService users) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests.requestMatchers("/open/**").permitAll().anyRequest().authenticated())
        .formLogin(Customizer.withDefaults())
        .httpBasic(Customizer.withDefaults())
        .csrf(AbstractHttpConfigurer::disable)
        .addFilterBefore(new JsonLogin(manager(users)), UsernamePasswordAuthenticationFilter.class)
        .build();
  }

  private static AuthenticationManager manager(UserDetailsService users) {
    DaoAuthenticationProvider provider = new DaoAuthenticationProvider(users);
    return new ProviderManager(provider);
  }

  /** Who can log in. */
  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        user("alice", "user"), user("bob", "user"), user("root", "admin"));
  }

  private static UserDetails user(String name, String authority) {
    return User.withUsername(name).password("{noop}right").roles(authority).build();
  }

  /** A login by JSON, as applications write it: the documentation has none. */
  private static final class JsonLogin extends AbstractAuthenticationProcessingFilter {

    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"([^\"]*)\"");

    JsonLogin(AuthenticationManager manager) {
      super("/api/login", manager);
      setSecurityContextRepository(new HttpSessionSecurityContextRepository());
      setAuthenticationSuccessHandler((request, response, user) -> response.setStatus(204));
      setAuthenticationFailureHandler((request, response, failure) -> response.setStatus(401));
    }

    @Override
    public Authentication attemptAuthentication(
        HttpServletRequest request, HttpServletResponse response) throws IOException {
      String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String name = "";
      String password = "";
      for (Matcher field = FIELD.matcher(body); field.find(); ) {
        switch (field.group(1)) {
          case "username" -> name = field.group(2);
          case "password" -> password = field.group(2);
          default -> throw new BadCredentialsException("unknown field");
        }
      }
      return getAuthenticationManager()
          .authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, password));
    }
  }
}
