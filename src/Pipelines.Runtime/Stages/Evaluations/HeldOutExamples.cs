using Pipelines.Data;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>The held-out examples of a source.</summary>
internal static class HeldOutExamples
{
    /// <summary>At most <paramref name="limit"/> of them, spread evenly over the source; 0 takes all.</summary>
    /// <exception cref="PipelineException">the source holds out none</exception>
    public static IReadOnlyList<Example> Of(ExampleSource source, int limit)
    {
        Example[] held = [.. source.Examples().Where(source.IsValidation)];
        if (held.Length == 0)
            throw new PipelineException($"data '{source.Name}' holds out no example to evaluate on: give it 'validation: 5%' or more");
        return limit == 0 || limit >= held.Length
            ? held
            : [.. Enumerable.Range(0, limit).Select(i => held[(int)((long)i * held.Length / limit)])];
    }
}
