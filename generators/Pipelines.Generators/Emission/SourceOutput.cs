using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pipelines.Generators.Diagnostics;
using Pipelines.Spec;

namespace Pipelines.Generators.Emission;

/// <summary>The way of emitted text to the compiler.</summary>
internal static class SourceOutput
{
    /// <summary>
    /// Adds what <paramref name="emit"/> gives as <paramref name="hint"/>. An emitter that fails is reported with the
    /// <paramref name="origin"/> that it failed on, and takes no other file down.
    /// </summary>
    public static void Add(this SourceProductionContext output, string hint, string origin, Func<string> emit)
    {
        try
        {
            output.CancellationToken.ThrowIfCancellationRequested();
            output.AddSource(hint, SourceText.From(emit(), Encoding.UTF8));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var message = $"{hint} could not be emitted: {fault.GetType().Name}: {fault.Message}";
            output.ReportDiagnostic(Descriptors.Of(Rules.GeneratorFault.At(SourcePosition.StartOf(origin), message)));
        }
    }
}
