using Pipelines.Formats.Gguf;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>Finds the architecture of llama.cpp that computes what a model does.</summary>
internal static class ArchitectureChoice
{
    /// <summary>The architecture of a name.</summary>
    /// <param name="file">named in errors</param>
    /// <param name="name"><c>general.architecture</c></param>
    /// <exception cref="GgufException">there is none here; the message has the nearest</exception>
    public static GgufArchitecture Named(string file, string name)
    {
        if (GgufArchitecture.All.FirstOrDefault(one => one.Name == name) is { } found) return found;
        var names = GgufArchitecture.All.Select(one => one.Name).ToArray();
        var nearest = Spec.Diagnostics.Nearest.To(name, names) is { } near ? $"; did you mean '{near}'?" : "";
        throw new GgufException(
            file, "general.architecture",
            $"'{HuggingFaceException.Shown(name)}' is not an architecture that is known here: {string.Join(", ", names)}{nearest}");
    }

    /// <summary>The architecture of a model's family, or the one that a composed model happens to be.</summary>
    /// <exception cref="NotSupportedException">there is none; the message has what differs</exception>
    public static GgufArchitecture Of(ModelSpec model)
    {
        var tried = GgufArchitecture.All.Where(one => one.Families.Contains(model.Family))
            .Select(one => (Architecture: one, Difference: Difference(one, model))).ToArray();
        if (tried.FirstOrDefault(one => one.Difference is null).Architecture is { } same) return same;
        var kinds = model.Family == Family.Composed ? "is composed, and " : "";
        var differences = tried.Where(one => model.Family != Family.Composed || IsLike(one.Architecture, model))
            .Select(one => $"{one.Architecture.Name}: {one.Difference}");
        throw new NotSupportedException(
            $"model '{model.Name}' {kinds}no architecture of llama.cpp computes what it does. As {string.Join("; as ", differences)}.");
    }

    /// <summary>What is lost when a model is written for the architecture and read back.</summary>
    private static string? Difference(GgufArchitecture architecture, ModelSpec model)
    {
        try
        {
            var tensors = TensorMap.Of(model, architecture.PairsNeighbours).Select(place => place.Name).ToHashSet(StringComparer.Ordinal);
            var keys = new ArchitectureKeys(
                architecture.Name, architecture.Name, new GgufMetadata(), tensors.Contains,
                RopeTensors.Of(model.Architecture).GetValueOrDefault);
            architecture.Write(model.Architecture, keys);
            return ArchitectureDifference.Of(model.Architecture, architecture.Read(keys).Model);
        }
        catch (Exception error) when (error is InvalidOperationException or NotSupportedException or GgufException)
        {
            return error.Message;
        }
    }

    /// <summary>Whether an architecture mixes as a composed model does, so that what differs tells its author something.</summary>
    private static bool IsLike(GgufArchitecture architecture, ModelSpec model)
    {
        var experts = model.Architecture.Blocks.Any(block => block.FeedForward is MoeSpec);
        var mixers = model.Architecture.Blocks.Select(block => block.Mixer.Word).ToHashSet();
        string[] alike = mixers switch
        {
            _ when mixers.Contains("latent_attention") => ["deepseek2"],
            _ when mixers.Contains("mamba2") => mixers.Count > 1 ? ["granitehybrid"] : ["mamba2", "granitehybrid"],
            _ when mixers.Contains("mamba") => mixers.Count > 1 ? ["jamba"] : ["mamba", "jamba"],
            _ => experts ? ["llama", "qwen3moe", "granitemoe"] : ["llama", "qwen3"],
        };
        return alike.Contains(architecture.Name);
    }
}
