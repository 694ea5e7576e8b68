using System.CommandLine;
using System.Globalization;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// <c>prune</c>: shows what the file's stages do not make any more, and removes it where it is told to. Records of runs stay.
/// </summary>
internal sealed class PruneCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    public static Command Of(Pipeline pipeline, Workspace workspace, ProgramOutput output, Func<ParseResult, CommandOptions> options)
    {
        var yes = new Option<bool>("--yes") { Description = "Removes it; without this it is only shown" };
        var command = new Command("prune", "Shows artifacts that the file does not make any more, and removes them with --yes") { yes };
        command.SetAction(result => new PruneCommand(pipeline, workspace, output).Run(options(result), result.GetValue(yes)));
        return command;
    }

    /// <returns>the exit code</returns>
    public int Run(CommandOptions options, bool remove)
    {
        var session = Session.Open(pipeline, workspace, options.Overrides);
        var found = new Leftovers(pipeline, session).Find();
        if (found.Count == 0)
        {
            output.Out.WriteLine($" Nothing to remove: all in {Workspace.Display(workspace.Artifacts)} is of this file's stages.");
            return 0;
        }

        var (table, gone) = (new TextTable("what", "made by", "written", "size", ""), new List<Leftover>());
        foreach (var leftover in found)
        {
            var removed = remove && leftover.Remove();
            if (removed) gone.Add(leftover);
            table.Add(
                leftover.What, leftover.Stage, leftover.Written.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                Quantity.Bytes(leftover.Size), remove && !removed ? "stays: a process uses it" : "");
        }
        output.Out.Write(table);
        output.Out.WriteLine(remove
            ? $"\n Removed {Total(gone)}; records of runs stay."
            : $"\n {Total(found)}, made by no stage of this file. Records of runs stay: dotnet run -- prune --yes");
        return 0;
    }

    private static string Total(IReadOnlyList<Leftover> leftovers) =>
        $"{Quantity.Of(leftovers.Count, "folder")}, {Quantity.Bytes(leftovers.Sum(leftover => leftover.Size))}";
}
