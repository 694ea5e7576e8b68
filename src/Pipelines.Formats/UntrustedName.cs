namespace Pipelines.Formats;

/// <summary>Names and sentences that hold bytes of an untrusted file, made fit for a terminal.</summary>
internal static class UntrustedName
{
    private const int Longest = 120;

    /// <summary><paramref name="name"/>, short and without control characters.</summary>
    public static string Shown(string name)
    {
        var shown = name.Length <= Longest ? name : $"{name[..80]}…{name[^30..]}";
        return string.Concat(shown.Select(character => char.IsControl(character) ? '\uFFFD' : character));
    }
}
