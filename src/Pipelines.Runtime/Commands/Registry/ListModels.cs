using System.CommandLine;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary><c>registry list</c>.</summary>
internal static class ListModels
{
    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var command = new Command("list", "Lists registered models with their aliases");
        command.SetAction(_ =>
        {
            using var store = recorded.Open();
            var table = new TextTable("model", "versions", "latest", "registered", "aliases");
            foreach (var model in store?.Registry.Models() ?? [])
            {
                var latest = model.Versions.FirstOrDefault();
                var aliases = model.Versions.SelectMany(version => version.Aliases, (version, alias) => $"{alias} {version.Number}");
                table.Add(
                    model.Name, $"{model.Versions.Count}", $"{latest?.Number}",
                    latest is null ? "" : RegistryCommand.Registered(latest.Created),
                    string.Join(", ", aliases.Order(StringComparer.Ordinal)));
            }
            output.Out.Write(table.IsEmpty ? $" No model is registered yet in {recorded.Location}.\n" : table.ToString());
            return 0;
        });
        return command;
    }
}
