/**
 * The language of all tables of settings: {@link io.weir.internal.rules.TableParser} reads lines,
 * {@link io.weir.internal.rules.RequestPattern} matches methods and paths, {@link
 * io.weir.internal.rules.Key} says by what requests are counted, {@link
 * io.weir.internal.rules.Exemption} which are not, and {@link io.weir.internal.rules.RequestFacts}
 * answers what both ask about a request.
 */
@NullMarked
package io.weir.internal.rules;

import org.jspecify.annotations.NullMarked;
