using System.Text.RegularExpressions;
using Pipelines.Generators.Naming;
using Pipelines.Generators.Verifiers;
using Pipelines.Spec;

namespace Pipelines.Generators.Reading;

/// <summary>What reading a pipeline file gave.</summary>
/// <param name="Path">the file</param>
/// <param name="ClassName">the class of its pipeline, or null where it has no name</param>
/// <param name="Spec">the pipeline, or null where something is wrong</param>
/// <param name="Canonical">the file without comments, anchors and <c>extends:</c></param>
/// <param name="Blocks">the blocks of the project's own that it names</param>
/// <param name="Verifiers">the verifiers of the project's own that it names</param>
/// <param name="Classes">the classes that it asks for, and where it does</param>
/// <param name="Findings">what is wrong, and where</param>
internal sealed record PipelineReading(
    string Path,
    string? ClassName,
    PipelineSpec? Spec,
    string Canonical,
    EquatableArray<BlockDeclaration> Blocks,
    EquatableArray<VerifierDeclaration> Verifiers,
    EquatableArray<ClassSite> Classes,
    EquatableArray<SpecDiagnostic> Findings)
{
    /// <summary>The line that names a pipeline.</summary>
    private static readonly Regex Name = new(
        """^pipeline:[ \t]*["']?([A-Za-z][A-Za-z0-9_-]{0,63})(?![A-Za-z0-9_-])""", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    /// <summary>
    /// Reads <paramref name="source"/> in a project with these blocks and verifiers. Whatever it holds, the answer is a reading: a bad file
    /// takes no other down.
    /// </summary>
    public static PipelineReading Of(
        PipelineSource source,
        EquatableArray<BlockDeclaration> blocks,
        EquatableArray<VerifierDeclaration> verifiers,
        CancellationToken cancel)
    {
        var path = source.File.Path;
        var start = SourcePosition.StartOf(path);
        if (source.File.Text is not { } text)
            return Failed(path, null, Rules.Syntax.At(start, "the compiler could not read this file as text"));
        var className = Name.Match(text) is { Success: true } match ? CSharpNames.Pipeline(match.Groups[1].Value) : null;
        try
        {
            cancel.ThrowIfCancellationRequested();
            var result = PipelineReader.Read(path, text, new ReadOptions
            {
                ResolveExtends = relative => TextOf(relative, source),
                Blocks = blocks,
                Verifiers = new(verifiers.Select(verifier => verifier.Name)),
            });
            cancel.ThrowIfCancellationRequested();
            if (result.Spec is not { } spec) return new(path, className, null, "", default, default, default, result.Diagnostics);

            var names = EmittedNames.Check(spec, result.Positions, path).ToArray();
            return new(
                path,
                CSharpNames.Pipeline(spec.Name),
                names.Length == 0 ? spec : null,
                result.Canonical,
                new(blocks.Where(block => result.Canonical.Contains(block.Name))),
                new(verifiers.Where(verifier => result.Canonical.Contains(verifier.Name))),
                new(ClassSite.Of(spec, result.Positions, path)),
                new(result.Diagnostics.Concat(names)));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Failed(path, className, Rules.GeneratorFault.At(start, $"{fault.GetType().Name}: {fault.Message}"));
        }
    }

    private static PipelineReading Failed(string path, string? className, SpecDiagnostic finding) =>
        new(path, className, null, "", default, default, default, new([finding]));

    private static string? TextOf(string relative, PipelineSource source)
    {
        var wanted = FilePath.Combine(source.File.Path, relative);
        return source.Bases.FirstOrDefault(file => FilePath.Normalize(file.Path) == wanted)?.Text;
    }
}
