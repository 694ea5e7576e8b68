using System.CommandLine;
using System.Globalization;
using Pipelines.Runtime.Registry;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>registry …</c>: registered models, their versions, and what these are called.</summary>
internal static class RegistryCommand
{
    public static Command Of(Pipeline pipeline, Workspace workspace, ProgramOutput output, Func<ParseResult, CommandOptions> options)
    {
        var recorded = new RecordedRuns(workspace);
        var changes = new RegistryChanges(pipeline, workspace, recorded, output);
        return new Command("registry", "Shows and changes registered models: versions of what stages made, and their aliases")
        {
            ListModels.Command(recorded, output),
            ShowModel.Command(workspace, recorded, output),
            AddModel.Command(changes, options),
            AliasModel.Set(changes),
            AliasModel.Remove(changes),
            DeleteModel.Command(changes),
        };
    }

    /// <summary>The name of a registered model.</summary>
    public static Argument<string> Name() => new("name") { Description = "The registered model's name" };

    /// <summary>Which of its versions.</summary>
    /// <param name="arity">whether it may be left out</param>
    /// <param name="description">what it is for</param>
    public static Argument<string?> Version(
        ArgumentArity arity, string description = "The version: its number, an alias of it, or latest") =>
        new("version") { Description = description, Arity = arity };

    /// <summary>The version that is named by two words.</summary>
    public static ModelUri Uri(string name, string version) =>
        ModelUri.Parse(version.All(char.IsAsciiDigit) || version == ModelUri.Latest
            ? $"{ModelUri.Scheme}{name}/{version}"
            : $"{ModelUri.Scheme}{name}@{version}");

    public static string Registered(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>Changes registered models, and tells the server where there is one.</summary>
internal sealed class RegistryChanges(Pipeline pipeline, Workspace workspace, RecordedRuns recorded, ProgramOutput output)
{
    /// <param name="change">makes the change; its result is for people</param>
    /// <param name="name">the model that it is of</param>
    /// <param name="options">the command line's settings</param>
    /// <returns>the exit code</returns>
    public int Make(string name, Func<SqliteTrackingStore, Session, string> change, CommandOptions? options = null)
    {
        var session = Session.Open(pipeline, workspace, options?.Overrides ?? []);
        using var store = recorded.Open()
            ?? throw new PipelineException($"there are no runs yet in {recorded.Location}, and nothing is registered");
        output.Out.WriteLine($" {change(store, session)}");
        RegistryServer.Send(store, session.Spec, [name], output.Error);
        return 0;
    }

    public Pipeline Pipeline => pipeline;

    public RecordedRuns Recorded => recorded;
}
