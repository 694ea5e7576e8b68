using System.CommandLine;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Models;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Runtime.Commands;

/// <summary><c>show</c>: the modules of a model with their shapes, weights and shares of the work.</summary>
internal static class ShowCommand
{
    /// <returns>the exit code</returns>
    public static int Run(Pipeline pipeline, Workspace workspace, ProgramOutput output, CommandOptions options, string? name)
    {
        var models = Session.Open(pipeline, workspace, options.Overrides).Spec.Models;
        var shown = name is null ? models : new([Find(models, name)]);
        var first = true;
        foreach (var model in shown)
        {
            if (!first) output.Out.WriteLine();
            first = false;
            ModelDescription.Write(output.Out, model, model.Vocab.Size);
        }
        return 0;
    }

    private static ModelSpec Find(EquatableArray<ModelSpec> models, string name)
    {
        if (models.FirstOrDefault(model => model.Name == name) is { } found) return found;
        var names = models.Select(model => model.Name).ToArray();
        var nearest = Nearest.To(name, names) is { } near ? $"; did you mean '{near}'?" : "";
        throw new UsageException($"there is no model '{name}'; there are: {string.Join(", ", names)}{nearest}");
    }
}
