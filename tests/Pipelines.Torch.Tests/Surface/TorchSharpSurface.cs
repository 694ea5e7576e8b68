using System.Runtime.CompilerServices;
using TorchSharp;

namespace Pipelines.Torch.Tests.Surface;

/// <summary>
/// Nothing is in the namespace TorchSharp that TorchSharp lacks. The list of what is there was written when all of it was held against
/// TorchSharp's assembly; without that assembly at hand, nothing joins the list.
/// </summary>
public sealed class TorchSharpSurface
{
    private static string Listed { get; } = Path.Combine(Folder(), "_snapshots/TorchSharp.txt");

    private static PublicSurface Ours { get; } = PublicSurface.Of(typeof(torch).Assembly.Location);

    [Fact]
    public void What_is_public_is_what_was_held_against_TorchSharp()
    {
        var (listed, there) = (File.ReadAllLines(Listed), Listing.Of(Ours).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        there.Except(listed).ShouldBeEmpty(
            "new in the namespace TorchSharp: what TorchSharp has too is listed by ./eng/check-torchsharp, the rest belongs in Pipelines.Torch");
        there.ShouldBe(listed, "something left the namespace TorchSharp, or moved in it: ./eng/check-torchsharp lists what is there");
    }

    [TorchSharpFact]
    public void Every_type_and_member_is_one_of_TorchSharp()
    {
        string.Join("\n", Comparison.Differences(Ours, PublicSurface.Of(TorchSharpFactAttribute.Assembly!))).ShouldBeEmpty();
        Directory.CreateDirectory(Path.GetDirectoryName(Listed)!);
        File.WriteAllText(Listed, Listing.Of(Ours));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
