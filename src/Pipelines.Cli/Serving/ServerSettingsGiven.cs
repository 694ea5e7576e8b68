using Pipelines.Spec;

namespace Pipelines.Cli.Serving;

/// <summary>What a command line gives of <c>serve:</c>, read as a pipeline's file would be.</summary>
internal static class ServerSettingsGiven
{
    /// <param name="settings">each as <c>port=80</c>, later ones last</param>
    /// <exception cref="WrongUsageException">one is not what it may be</exception>
    public static ServeSpec Read(IEnumerable<string> settings) =>
        ServerSettings.Read([.. settings], out var said)
        ?? throw new WrongUsageException(string.Join("; ", said.Select(one => one.Message)));
}
