using System.Diagnostics;
using System.Text;
using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Tokenizers.Tests;

public sealed class UnicodeNormalForms
{
    /// <summary>Compares lines of code points, a text and its four normal forms, with Python's, where Python knows all characters.</summary>
    private const string Python =
        """
        import sys, unicodedata
        compared = 0
        for line in sys.stdin:
            text, *forms = ["".join(chr(int(c, 16)) for c in part.split(" ") if c) for part in line.rstrip("\n").split("\t")]
            if any(unicodedata.category(c) == "Cn" for c in text): continue
            compared += 1
            for name, form in zip(["NFC", "NFD", "NFKC", "NFKD"], forms):
                if unicodedata.normalize(name, text) != form: print(name, ascii(text), ascii(form))
        print("compared", compared)
        """;

    private static readonly NormalizationForm[] Forms =
        [NormalizationForm.FormC, NormalizationForm.FormD, NormalizationForm.FormKC, NormalizationForm.FormKD];

    [Fact]
    public void Each_character_and_many_texts_have_the_forms_that_Python_gives_them()
    {
        var random = new Random(41);
        var characters = Enumerable.Range(0, 0x20000).Concat(Enumerable.Range(0x2F800, 0x220))
            .Where(Rune.IsValid).Select(character => new Rune(character).ToString());
        string[] combining = ["a", "e", "o", "s", "\u0301", "\u0300", "\u0327", "\u0323", "\u0307", "\u0345", "\u0338", "가", "\u11A8", "ᄀ", "\u1161"];
        string[] pieces = [.. combining, .. combining, .. RandomText.AllPlanes, "ﬁ", "Å", "Ａ", "\u0958", "\u0344", "ế", "ｶ\uFF9E", "㍿"];
        var texts = Enumerable.Range(0, 20_000).Select(_ => RandomText.Next(random, pieces, random.Next(2, 12)));
        var answer = Ask([.. characters, .. texts]);
        answer[^1].ShouldStartWith("compared 1");
        answer.Length.ShouldBe(1, string.Join('\n', answer.Take(5)));
    }

    [Fact]
    public void A_form_of_a_form_is_the_form()
    {
        var random = new Random(42);
        for (var i = 0; i < 2_000; i++)
        {
            var text = RandomText.Next(random, [.. RandomText.AllPlanes, "\u0323", "\u0307", "ệ", "각"], 20);
            foreach (var form in Forms) NormalForms.Apply(NormalForms.Apply(text, form), form).ShouldBe(NormalForms.Apply(text, form));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() =>
        NormalForms.Apply("é\uD83D", NormalizationForm.FormD).ShouldBe("e\u0301\uFFFD");

    [Fact]
    public void A_hundred_thousand_marks_are_put_in_order()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 100_000));
        NormalForms.Apply("x" + marks, NormalizationForm.FormD).ShouldBe("x" + new string('\u0323', 100_000) + new string('\u0301', 100_000));
    }

    private static string[] Ask(IReadOnlyList<string> texts)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Python);
        using var python = Process.Start(start)!;
        var answer = python.StandardOutput.ReadToEndAsync();
        foreach (var text in texts)
            python.StandardInput.WriteLine(string.Join('\t', Forms.Select(form => NormalForms.Apply(text, form)).Prepend(text).Select(Hexadecimal)));
        python.StandardInput.Close();
        python.WaitForExit();
        return answer.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Hexadecimal(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => rune.Value.ToString("X", null)));
}
