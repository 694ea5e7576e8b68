using System.CommandLine;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary><c>registry alias</c> and <c>registry unalias</c>: what versions are called.</summary>
internal static class AliasModel
{
    public static Command Set(RegistryChanges changes)
    {
        var name = RegistryCommand.Name();
        var version = RegistryCommand.Version(ArgumentArity.ExactlyOne);
        var alias = new Argument<string>("alias")
        {
            Description = "What it is called, such as champion; no other version of the model is then",
        };
        var command = new Command("alias", "Calls a version by an alias") { name, version, alias };
        command.SetAction(result => changes.Make(result.GetValue(name)!, (store, _) =>
        {
            var found = store.Registry.Resolve(RegistryCommand.Uri(result.GetValue(name)!, result.GetValue(version)!));
            var before = store.Registry.SetAlias(found.Model, result.GetValue(alias)!, found.Number);
            return $"{found.Title} is {result.GetValue(alias)}{(before is null || before == found.Number ? "" : $", after {before}")}";
        }));
        return command;
    }

    public static Command Remove(RegistryChanges changes)
    {
        var name = RegistryCommand.Name();
        var alias = new Argument<string>("alias") { Description = "What no version is to be called any more" };
        var command = new Command("unalias", "Takes an alias away; the version stays") { name, alias };
        command.SetAction(result => changes.Make(result.GetValue(name)!, (store, _) =>
        {
            store.Registry.RemoveAlias(result.GetValue(name)!, result.GetValue(alias)!);
            return $"no version of {result.GetValue(name)} is {result.GetValue(alias)}";
        }));
        return command;
    }
}
