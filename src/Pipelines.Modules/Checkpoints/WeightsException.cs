using System.Text;

namespace Pipelines.Modules;

/// <summary>What is wrong with one tensor.</summary>
public enum MisfitKind
{
    /// <summary>The model has it, the file does not.</summary>
    Missing,

    /// <summary>The file has it, the model does not.</summary>
    Extra,

    /// <summary>Both have it, in different shapes.</summary>
    Misshapen,

    /// <summary>Both have it, in types that do not convert.</summary>
    Mistyped,
}

/// <summary>One row of the table of what does not fit.</summary>
/// <param name="Kind">what is wrong</param>
/// <param name="Name">the tensor</param>
/// <param name="Expected">what the model has, such as <c>[192]</c>; null when it has none</param>
/// <param name="Found">what the file has, such as <c>F32 [256]</c>; null when it has none</param>
public sealed record Misfit(MisfitKind Kind, string Name, string? Expected, string? Found);

/// <summary>A file's tensors are not the model's. The message is a table of all that differ; nothing was loaded.</summary>
/// <param name="path">the file</param>
/// <param name="model">the model's class</param>
/// <param name="misfits">every difference</param>
public sealed class WeightsException(string path, string model, IReadOnlyList<Misfit> misfits)
    : Exception(Table(path, model, misfits))
{
    /// <summary>Every difference, missing tensors first.</summary>
    public IReadOnlyList<Misfit> Misfits { get; } = misfits;

    private static string Table(string path, string model, IReadOnlyList<Misfit> misfits)
    {
        var width = misfits.Max(misfit => misfit.Name.Length);
        var table = new StringBuilder($"{path} does not fit {model}; nothing was loaded:");
        foreach (var (kind, name, expected, found) in misfits)
        {
            table.Append($"\n  {kind.ToString().ToLowerInvariant(),-9}  {name.PadRight(width)}  ");
            table.Append(expected is null ? $"found {found}" : $"expected {expected}");
            if (expected is not null && found is not null) table.Append($", found {found}");
        }
        return table.ToString();
    }
}
