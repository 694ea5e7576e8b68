using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Pipelines.Sandbox;

/// <summary>
/// Looks at a compiled answer before it runs. Code reaches nothing but what its metadata names (ECMA-335, II.22): types, members of types
/// and
/// types in their signatures; so what is allowed here is all that it can reach, however the source was written.
/// </summary>
internal static class AssemblyInspection
{
    /// <summary>Why the assembly may not run; null when it may.</summary>
    public static string? Forbidden(byte[] assembly)
    {
        using var file = new PEReader(ImmutableArray.Create(assembly));
        var metadata = file.GetMetadataReader();
        return Types(metadata) ?? Members(metadata) ?? Definitions(metadata);
    }

    private static string? Types(MetadataReader metadata) => metadata.TypeReferences
        .Select(handle => FullName(metadata, handle))
        .FirstOrDefault(name => !AllowedApi.Allows(name)) is { } forbidden ? Uses(forbidden) : null;

    private static string? Members(MetadataReader metadata)
    {
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = FullName(metadata, (TypeReferenceHandle)member.Parent);
            var name = metadata.GetString(member.Name);
            var generic = metadata.GetBlobReader(member.Signature).ReadSignatureHeader().IsGeneric;
            if (!AllowedApi.Allows(type, name, generic)) return Uses($"{type}.{name}");
        }
        return null;
    }

    private static string? Definitions(MetadataReader metadata)
    {
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            var space = metadata.GetString(type.Namespace);
            // The runtime and the compiler trust some types by their names, whoever declares them. What the compiler adds is internal to
            // it.
            if ((space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
                && !AllowedApi.IsFromCompiler(space, metadata.GetString(type.Name)))
                return $"declares a type in the namespace {space}, which is not allowed";
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
                if (!HasBody(method))
                    return $"declares {metadata.GetString(method.Name)} without a body, which is not allowed";
            // Fields that share their place would make one type of another.
            if (type.GetFields().Any(field => metadata.GetFieldDefinition(field).GetOffset() >= 0))
                return $"places the fields of {metadata.GetString(type.Name)} by hand, which is not allowed";
        }
        return null;
    }

    private static bool HasBody(MethodDefinition method)
    {
        const MethodImplAttributes outside =
            MethodImplAttributes.Native | MethodImplAttributes.Unmanaged | MethodImplAttributes.InternalCall;
        return (method.Attributes & MethodAttributes.PinvokeImpl) == 0 && (method.ImplAttributes & outside) == 0
            && (method.RelativeVirtualAddress != 0 || (method.Attributes & MethodAttributes.Abstract) != 0
                || (method.ImplAttributes & MethodImplAttributes.Runtime) != 0); // of delegates
    }

    private static string FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return $"{FullName(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}";
        return type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static string Uses(string name) => $"uses {name.Split('`')[0].Replace('+', '.')}, which is not allowed";
}
