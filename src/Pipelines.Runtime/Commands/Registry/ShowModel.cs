using System.CommandLine;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary><c>registry show</c>: the versions of a model, or all of one.</summary>
internal static class ShowModel
{
    public static Command Command(Workspace workspace, RecordedRuns recorded, ProgramOutput output)
    {
        var name = RegistryCommand.Name();
        var version = RegistryCommand.Version(ArgumentArity.ZeroOrOne);
        var command = new Command("show", "Shows the versions of a registered model, or all of one") { name, version };
        command.SetAction(result =>
        {
            using var store = recorded.Open() ?? throw new PipelineException($"no model is registered yet in {recorded.Location}");
            var model = result.GetValue(name)!;
            if (result.GetValue(version) is { } word)
                WriteVersion(store.Registry.Resolve(RegistryCommand.Uri(model, word)), workspace, output);
            else if (store.Registry.Find(model) is { Versions.Count: > 0 } found) WriteVersions(found, output);
            else store.Registry.Resolve(new ModelUri(model, null, null));
            return 0;
        });
        return command;
    }

    private static void WriteVersions(RegisteredModel model, ProgramOutput output)
    {
        var table = new TextTable("version", "aliases", "stage", "run", "registered", "description");
        foreach (var version in model.Versions)
            table.Add(
                $"{version.Number}", string.Join(", ", version.Aliases), version.Stage, version.Run[..8],
                RegistryCommand.Registered(version.Created), version.Description.ReplaceLineEndings(" "));
        output.Out.Write(table.ToString());
    }

    private static void WriteVersion(ModelVersion version, Workspace workspace, ProgramOutput output)
    {
        var called = version.Aliases.Count > 0 ? $" · {string.Join(", ", version.Aliases)}" : "";
        output.Out.WriteLine($" {version.Title}{called} · registered {RegistryCommand.Registered(version.Created)}");
        if (version.Description.Length > 0) output.Out.WriteLine($" {version.Description}");
        output.Out.WriteLine($"\n made by stage {version.Stage}: dotnet run -- runs show {version.Run[..8]}");
        output.Out.WriteLine($" lies in {Workspace.Display(Path.Combine(workspace.Artifacts, version.Artifact))}");
        if (version.Tags.Count > 0)
            output.Out.Write(RecordedRuns.Section(
                "tags", ["tag", "value"],
                version.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => new[] { tag.Key, tag.Value })));
    }
}
