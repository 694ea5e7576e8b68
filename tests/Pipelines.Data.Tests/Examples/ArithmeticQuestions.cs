using System.Data;
using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Data.Tests.Examples;

public sealed class ArithmeticQuestions
{
    [Theory]
    [InlineData(1, "+", 2, 40)]
    [InlineData(2, "+ -", 2, 2_000)]
    [InlineData(3, "+ - *", 4, 2_000)]
    public void The_answer_is_what_the_expression_comes_to(int digits, string operations, int terms, int count)
    {
        using var calculator = new DataTable();
        var examples = Read(count, digits, operations, terms);
        examples.Count.ShouldBe(count);
        foreach (var example in examples)
        {
            var question = example.Prompt.Single().Content;
            question.ShouldStartWith("What is ");
            // As fractions, since the calculator's whole numbers are of 32 bits.
            var expression = string.Join(' ', question["What is ".Length..^1].Split(' ').Select(word => char.IsDigit(word[0]) ? word + ".0" : word));
            Convert.ToDouble(calculator.Compute(expression, ""), CultureInfo.InvariantCulture)
                .ShouldBe(double.Parse(example.Fields["answer"], CultureInfo.InvariantCulture), question);
        }
    }

    [Fact]
    public void Settings_bound_what_is_drawn()
    {
        var words = Read(500, digits: 2, "- *", terms: 3).Select(example => example.Prompt[0].Content["What is ".Length..^1].Split(' ')).ToList();
        words.ShouldAllBe(question => question.Length == 3 || question.Length == 5);
        words.SelectMany(question => question.Where((_, i) => i % 2 == 1)).Distinct().Order().ShouldBe(["*", "-"]);
        words.SelectMany(question => question.Where((_, i) => i % 2 == 0)).Select(long.Parse).ShouldAllBe(operand => operand < 100);
    }

    [Fact]
    public void No_question_comes_twice_and_few_questions_end_early()
    {
        var examples = Read(5_000, digits: 1, "+", terms: 2);
        examples.Count.ShouldBe(100);
        examples.Select(example => example.Prompt[0].Content).Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_a_question_keeps_its_side()
    {
        var (one, other) = (Open(300, seed: 1), Open(300, seed: 2));
        one.Examples().Select(Text).ShouldBe(Open(300, seed: 1).Examples().Select(Text));
        one.Examples().Select(Text).ShouldNotBe(other.Examples().Select(Text));
        var held = one.Examples().Where(one.IsValidation).Select(Text).ToHashSet();
        held.Count.ShouldBeInRange(15, 50);
        other.Examples().Where(example => held.Contains(Text(example))).ShouldAllBe(example => other.IsValidation(example));
    }

    private static string Text(Example example) => ((PromptExample)example).Prompt[0].Content;

    private static ExampleSource Open(int count, int digits = 2, string operations = "+", int terms = 2, long seed = 1) => ExampleSource.Open(
        new ArithmeticDataSpec("sums", 0.1, count, digits, new EquatableArray<string>(operations.Split(' ')), terms, seed), ".");

    private static List<PromptExample> Read(int count, int digits, string operations, int terms) =>
        [.. Open(count, digits, operations, terms).Examples().Cast<PromptExample>()];
}
