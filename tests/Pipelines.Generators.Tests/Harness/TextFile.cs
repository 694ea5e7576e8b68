using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>An additional file in memory; null text is one that the compiler could not read.</summary>
internal sealed class TextFile(string path, string? text) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancel = default) =>
        text is null ? null : SourceText.From(text, System.Text.Encoding.UTF8);
}
