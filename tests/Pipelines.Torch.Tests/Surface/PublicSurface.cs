using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pipelines.Torch.Tests.Surface;

/// <summary>What an assembly offers to other code in the namespace <c>TorchSharp</c> and those below it.</summary>
/// <param name="Types">by their metadata names, in ordinal order: a nested type follows what it is nested in</param>
internal sealed record PublicSurface(SortedDictionary<string, INamedTypeSymbol> Types)
{
    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is var name && name.StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>Reads an assembly's metadata; none of its code runs.</summary>
    /// <param name="assembly">path of its file</param>
    public static PublicSurface Of(string assembly) => Of(MetadataReference.CreateFromFile(assembly));

    /// <summary>What code would offer, once compiled.</summary>
    /// <param name="source">C#, of which what is in the namespace <c>TorchSharp</c> counts</param>
    public static PublicSurface OfSource(string source)
    {
        using var image = new MemoryStream();
        var made = Compilation([], CSharpSyntaxTree.ParseText(source)).Emit(image);
        made.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return Of(MetadataReference.CreateFromImage(image.ToArray()));
    }

    /// <summary>The members that a type declares itself and other code can name: no accessors, no finalizer, no nested types.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type) => type.GetMembers().Where(member => IsVisible(member) && member is not (
        INamedTypeSymbol or IMethodSymbol { AssociatedSymbol: not null }
        or IMethodSymbol { MethodKind: MethodKind.Destructor or MethodKind.ExplicitInterfaceImplementation }));

    private static PublicSurface Of(PortableExecutableReference reference)
    {
        var read = (IAssemblySymbol)Compilation([reference]).GetAssemblyOrModuleSymbol(reference)!;
        var types = new SortedDictionary<string, INamedTypeSymbol>(StringComparer.Ordinal);
        foreach (var space in read.GlobalNamespace.GetNamespaceMembers().Where(space => space.Name == "TorchSharp")) Collect(space, types);
        return new PublicSurface(types);
    }

    private static CSharpCompilation Compilation(MetadataReference[] references, params SyntaxTree[] sources) => CSharpCompilation.Create(
        "surface", sources, [.. references, .. Framework],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default)); // takes a newer framework for an older one

    private static void Collect(INamespaceOrTypeSymbol within, SortedDictionary<string, INamedTypeSymbol> types)
    {
        foreach (var member in within.GetMembers())
        {
            if (member is INamespaceSymbol space) Collect(space, types);
            if (member is not INamedTypeSymbol type || !IsVisible(type)) continue;
            types.Add(Declaration.MetadataName(type), type);
            Collect(type, types);
        }
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
