using System.Globalization;
using System.Numerics;
using System.Text;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>
/// Sums, differences and products of whole numbers, <c>What is 12 + 7 * 3?</c>, with their results, no question twice. Short operands are as
/// frequent as long ones, as long as there are new ones.
/// </summary>
internal sealed class ArithmeticSource(ArithmeticDataSpec spec) : ExampleSource(spec)
{
    /// <summary>Draws in a row that bring nothing new before all there is counts as drawn.</summary>
    private const int Patience = 10_000;

    private protected override string Reading => string.Create(
        CultureInfo.InvariantCulture,
        $"arithmetic 1 {spec.Examples} {spec.Digits} {string.Join(' ', spec.Operations)} {spec.Terms} {spec.Seed}");

    private protected override IEnumerable<Example> Read()
    {
        var draws = new Draws(spec.Seed);
        var seen = new HashSet<string>();
        for (var repeated = 0; seen.Count < spec.Examples && repeated < Patience;)
        {
            var (question, result) = Question(draws);
            if (!seen.Add(question))
            {
                repeated++;
                continue;
            }

            repeated = 0;
            var answer = result.ToString(CultureInfo.InvariantCulture);
            yield return new PromptExample(
                $"{Name}({seen.Count})",
                [new ChatMessage("user", $"What is {question}?")],
                new Dictionary<string, string> { [PromptExample.Answer] = answer });
        }
    }

    /// <summary>A question and its result; products come before sums.</summary>
    private (string Question, BigInteger Result) Question(Draws draws)
    {
        var first = Operand(draws);
        var text = new StringBuilder(first.ToString(CultureInfo.InvariantCulture));
        var (sum, product) = (BigInteger.Zero, (BigInteger)first);
        for (var terms = draws.Between(2, spec.Terms); terms > 1; terms--)
        {
            var operation = draws.One(spec.Operations);
            var operand = Operand(draws);
            text.Append(' ').Append(operation).Append(' ').Append(operand);
            if (operation == "*") product *= operand;
            else (sum, product) = (sum + product, operation == "+" ? operand : -operand);
        }

        return (text.ToString(), sum + product);
    }

    /// <summary>A number of one digit, of two, and so on, each as likely.</summary>
    private long Operand(Draws draws)
    {
        var digits = draws.Between(1, spec.Digits);
        var least = digits == 1 ? 0 : (long)Math.Pow(10, digits - 1);
        return least + (long)(draws.Uniform() * ((long)Math.Pow(10, digits) - least));
    }
}
