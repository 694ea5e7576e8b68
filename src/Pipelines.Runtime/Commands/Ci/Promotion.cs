using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Registry;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>Gives what <c>registry:</c> registers of the stages that <c>ci</c> ran another alias, when all has passed.</summary>
/// <param name="alias">the alias, such as <c>champion</c></param>
/// <param name="session">the pipeline</param>
/// <param name="order">the stages</param>
internal sealed class Promotion(string alias, Session session, IReadOnlyList<Stage> order)
{
    /// <summary>Throws where there is nothing that could be promoted: before hours are spent on it.</summary>
    /// <exception cref="UsageException">nothing is registered of these stages</exception>
    /// <exception cref="TrackingException">the alias breaks the rules</exception>
    public void Check()
    {
        RegistryRules.CheckAlias(alias);
        if (Registered().Any()) return;
        throw new UsageException(
            $"--promote {alias}: nothing is registered of {string.Join(", ", order.Select(stage => stage.Name))}; "
            + "the file says what is: registry: { assistant: { from: a-stage } }");
    }

    /// <summary>Gives the alias.</summary>
    /// <param name="store">where models are registered</param>
    /// <param name="output">whose errors are told what a server cannot take</param>
    /// <returns>what is to be said of it</returns>
    public IReadOnlyList<string> Promote(SqliteTrackingStore store, ProgramOutput output)
    {
        var (said, moved) = (new List<string>(), new List<string>());
        foreach (var (stage, registration) in Registered())
        {
            var version = new Registrations(session, store).Register(registration, StageState.Of(stage, session).Artifact!);
            var before = store.Registry.SetAlias(version.Model, alias, version.Number);
            said.Add($"{version.Title} is {alias}{(before is null ? "" : before == version.Number ? ", as before" : $", after {before}")}");
            if (before != version.Number) moved.Add(version.Model);
        }
        RegistryServer.Send(store, session.Spec, moved, output.Error);
        return said;
    }

    private IEnumerable<(Stage Stage, RegistrationSpec Registration)> Registered() =>
        order.SelectMany(stage => Registrations.Of(stage, session), (stage, registration) => (stage, registration));
}
