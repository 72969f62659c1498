package io.weir.edition;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Resolves what class files name: classes, and members of a class or of its supertypes. */
final class References {

  /** What a class declares: its members, by name and descriptor, and its supertypes. */
  private record Declared(Set<String> members, Set<String> supertypes) {}

  private final ClassFiles classes;
  private final Map<String, Optional<Declared>> declared = new HashMap<>();

  References(ClassFiles classes) {
    this.classes = classes;
  }

  /** Each reference of these classes that does not resolve: {@code class: what it names}. */
  Set<String> unresolved(Stream<String> names) {
    Set<String> unresolved = new TreeSet<>();
    names.forEach(
        name -> reader(name).ifPresent(code -> code.accept(visitor(name, unresolved), 0)));
    return unresolved;
  }

  private Optional<ClassReader> reader(String name) {
    return classes.find(name).map(ClassReader::new);
  }

  private ClassVisitor visitor(String from, Set<String> unresolved) {
    Remapper check =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String name) {
            if (declared(name).isEmpty()) {
              unresolved.add(from + ": " + name);
            }
            return name;
          }

          @Override
          public String mapMethodName(String owner, String name, String descriptor) {
            return member(owner, name, descriptor);
          }

          @Override
          public String mapFieldName(String owner, String name, String descriptor) {
            return member(owner, name, descriptor);
          }

          private String member(String owner, String name, String descriptor) {
            if (!owner.startsWith("[") && !has(owner, name, descriptor, new HashSet<>())) {
              unresolved.add("%s: %s.%s%s".formatted(from, owner, name, descriptor));
            }
            return name;
          }

          // The JVM resolves no generic signature. The transformer leaves some of them as they are.
          @Override
          public @Nullable String mapSignature(@Nullable String signature, boolean ofType) {
            return signature;
          }
        };
    return new ClassRemapper(Opcodes.ASM9, null, check) {
      // Nor does it resolve the components of a record; their fields and methods are visited.
      @Override
      public @Nullable RecordComponentVisitor visitRecordComponent(
          String name, String descriptor, @Nullable String signature) {
        return null;
      }

      // ClassRemapper needs a visitor to pass the content of a method to.
      @Override
      public MethodVisitor visitMethod(
          int access,
          String name,
          String descriptor,
          @Nullable String signature,
          String @Nullable [] exceptions) {
        super.visitMethod(access, name, descriptor, signature, exceptions);
        return createMethodRemapper(new MethodVisitor(Opcodes.ASM9) {});
      }
    };
  }

  /** Methods whose type of parameters is generic, of MethodHandle and VarHandle, match any call. */
  private boolean has(String owner, String name, String descriptor, Set<String> seen) {
    if (owner.equals("java/lang/invoke/MethodHandle")
        || owner.equals("java/lang/invoke/VarHandle")) {
      return true;
    }
    return seen.add(owner)
        && declared(owner)
            .filter(
                type ->
                    type.members().contains(name + descriptor)
                        || type.supertypes().stream()
                            .anyMatch(above -> has(above, name, descriptor, seen)))
            .isPresent();
  }

  private Optional<Declared> declared(String name) {
    Optional<Declared> known = declared.get(name);
    if (known == null) {
      known = reader(name).map(References::read);
      declared.put(name, known);
    }
    return known;
  }

  private static Declared read(ClassReader code) {
    Set<String> members = new HashSet<>();
    code.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            members.add(name + descriptor);
            return null;
          }

          @Override
          public @Nullable FieldVisitor visitField(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              @Nullable Object value) {
            members.add(name + descriptor);
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    Set<String> supertypes = new HashSet<>(Set.of(code.getInterfaces()));
    String above = code.getSuperName();
    // Every interface has the methods of Object, too.
    supertypes.add(above == null ? "java/lang/Object" : above);
    return new Declared(members, supertypes);
  }
}
