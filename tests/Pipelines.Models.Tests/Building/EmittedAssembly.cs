using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Tests.Harness;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Models.Tests.Building;

/// <summary>The code of every composition, compiled once.</summary>
internal static class EmittedAssembly
{
    private const string Namespace = "Emitted";
    private static readonly Lazy<Assembly> Compiled = new(Compile);

    /// <summary>The emitted model with the sizes that its spec gives.</summary>
    public static LanguageModel Create(ModelSpec model, int vocab)
    {
        var type = Compiled.Value.GetType($"{Namespace}.{ClassName(model)}", throwOnError: true)!;
        var from = type.GetNestedType("Options")!.GetMethod("From")!;
        return (LanguageModel)Activator.CreateInstance(type, from.Invoke(null, [model, vocab]), null)!;
    }

    private static string ClassName(ModelSpec model) => CSharpName.Of(model.Name) + "Model";

    private static Assembly Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var trees = Compositions.All.Select(model => CSharpSyntaxTree.ParseText(
            ModelEmitter.Emit(new(Namespace, "public", ClassName(model), "compositions", model))));
        var compilation = CSharpCompilation.Create(
            Namespace, trees, references, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return Assembly.Load(image.ToArray());
    }
}
