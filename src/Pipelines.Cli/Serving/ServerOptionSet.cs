using System.CommandLine;
using Pipelines.Spec;

namespace Pipelines.Cli.Serving;

/// <summary>
/// The settings of <c>serve:</c> as options of a command line: their names, words and limits are those of a pipeline's file.
/// </summary>
internal sealed class ServerOptionSet
{
    private readonly Dictionary<string, Option<string[]>> options;

    /// <param name="keys">the settings, each with the default of a file</param>
    public ServerOptionSet(params string[] keys) => options = keys.ToDictionary(key => key, key =>
    {
        var setting = SettingsReference.Find($"serve.{key}").Single();
        return new Option<string[]>($"--{key[(key.IndexOf('.') + 1)..].Replace('_', '-')}")
        {
            Description = $"{setting.Doc} ({setting.Default?.Replace("`", "")})",
            HelpName = "value",
        };
    });

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in options.Values) command.Options.Add(option);
    }

    /// <summary>What the command line gives, as <c>port=80</c>.</summary>
    public IEnumerable<string> Given(ParseResult result) =>
        from option in options
        let values = result.GetValue(option.Value) ?? []
        where values.Length > 0
        select $"{option.Key}={(values.Length == 1 ? values[0] : $"[{string.Join(", ", values)}]")}";

    /// <summary>The settings as a whole.</summary>
    /// <param name="settings">each as <c>port=80</c>, later ones last</param>
    /// <exception cref="WrongUsageException">one is not what it may be</exception>
    public static ServeSpec Read(IEnumerable<string> settings) =>
        ServerSettings.Read([.. settings], out var said)
        ?? throw new WrongUsageException(string.Join("; ", said.Select(one => one.Message)));
}
