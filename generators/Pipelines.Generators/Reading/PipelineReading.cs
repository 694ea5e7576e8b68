using Pipelines.Generators.Naming;
using Pipelines.Spec;

namespace Pipelines.Generators.Reading;

/// <summary>What reading a pipeline file gave.</summary>
/// <param name="Path">the file</param>
/// <param name="Spec">the pipeline, or null where something is wrong</param>
/// <param name="Canonical">the file without comments, anchors and <c>extends:</c></param>
/// <param name="Classes">the classes that it asks for, and where it does</param>
/// <param name="Findings">what is wrong, and where</param>
internal sealed record PipelineReading(
    string Path,
    PipelineSpec? Spec,
    string Canonical,
    EquatableArray<ClassSite> Classes,
    EquatableArray<SpecDiagnostic> Findings)
{
    /// <summary>Reads <paramref name="source"/>. Whatever it holds, the answer is a reading: a bad file takes no other down.</summary>
    public static PipelineReading Of(PipelineSource source, CancellationToken cancel)
    {
        var path = source.File.Path;
        var start = SourcePosition.StartOf(path);
        if (source.File.Text is not { } text)
            return Failed(path, Rules.Syntax.At(start, "the compiler could not read this file as text"));
        try
        {
            cancel.ThrowIfCancellationRequested();
            var result = PipelineReader.Read(path, text, new ReadOptions { ResolveExtends = relative => TextOf(relative, source) });
            cancel.ThrowIfCancellationRequested();
            if (result.Spec is not { } spec) return new(path, null, "", default, result.Diagnostics);

            var names = EmittedNames.Check(spec, result.Positions, path).ToArray();
            return new(
                path,
                names.Length == 0 ? spec : null,
                result.Canonical,
                new(ClassSite.Of(spec, result.Positions, path)),
                new(result.Diagnostics.Concat(names)));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Failed(path, Rules.GeneratorFault.At(start, $"{fault.GetType().Name}: {fault.Message}"));
        }
    }

    private static PipelineReading Failed(string path, SpecDiagnostic finding) => new(path, null, "", default, new([finding]));

    private static string? TextOf(string relative, PipelineSource source)
    {
        var wanted = FilePath.Combine(source.File.Path, relative);
        return source.Bases.FirstOrDefault(file => FilePath.Normalize(file.Path) == wanted)?.Text;
    }
}
