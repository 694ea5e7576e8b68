using System.CommandLine;

namespace Pipelines.Runtime.Commands;

/// <summary><c>registry delete</c>: forgets a version, or a model with all of them; runs and artifacts stay.</summary>
internal static class DeleteModel
{
    public static Command Command(RegistryChanges changes)
    {
        var name = RegistryCommand.Name();
        var version = RegistryCommand.Version(ArgumentArity.ZeroOrOne, "The version (default: the model with all of its versions)");
        var command = new Command("delete", "Forgets a version or a whole model; runs, artifacts and what a server has stay")
        {
            name, version,
        };
        command.SetAction(result => changes.Make(result.GetValue(name)!, (store, _) =>
        {
            var model = result.GetValue(name)!;
            var one = result.GetValue(version) is { } word ? store.Registry.Resolve(RegistryCommand.Uri(model, word)) : null;
            store.Registry.Delete(model, one?.Number);
            return $"{one?.Title ?? $"{model} with all of its versions"} is deleted";
        }));
        return command;
    }
}
