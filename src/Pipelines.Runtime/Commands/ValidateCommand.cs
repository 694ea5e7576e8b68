using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary>Checks settings, structure and data, and runs nothing.</summary>
internal sealed class ValidateCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    /// <returns>the exit code</returns>
    public int Run(CommandOptions options)
    {
        var session = Session.Open(pipeline, workspace, options.Overrides);
        foreach (var warning in session.Warnings) output.Error.WriteLine(warning);
        if (FileBeside.SaysSomethingElse(pipeline, workspace))
        {
            output.Error.WriteLine(
                $"warning: {pipeline.SourcePath} has changed since the program was built, and this is about what it said then; build again");
        }
        foreach (var data in session.Spec.Data) session.Data.Look(data.Name);
        // Sources whose rows alone say what they hold are held to the same rules as those whose settings do.
        Session.Open(pipeline, workspace, [.. options.Overrides, .. session.Data.FoundFormats()]);
        output.Out.WriteLine(
            $" {pipeline.SourcePath} is valid: {Counted(session.Spec.Data.Count, "data source")}, "
            + $"{Counted(session.Spec.Models.Count, "model")}, {Counted(session.Spec.Stages.Count, "stage")}.");
        return 0;
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
