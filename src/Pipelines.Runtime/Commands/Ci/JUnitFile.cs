using System.Globalization;
using System.Xml;

namespace Pipelines.Runtime.Commands;

/// <summary>Gates and stages as test cases, in the XML of JUnit that CI services show.</summary>
internal static class JUnitFile
{
    public static void Write(Stream stream, CiOutcome outcome)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", outcome.Pipeline);
        xml.WriteAttributeString("tests", Text(outcome.Stages.Count + outcome.Gates.Count));
        xml.WriteAttributeString("failures", Text(outcome.Gates.Count(gate => gate.Outcome == GateOutcome.Failed)));
        xml.WriteAttributeString("errors", Text(outcome.Error is null ? 0 : 1));
        xml.WriteAttributeString("skipped", Text(outcome.Gates.Count(gate => gate.Outcome == GateOutcome.NoBaseline)));
        foreach (var stage in outcome.Stages)
        {
            Begin(xml, "stages", stage.Name, stage.Time.TotalSeconds);
            if (stage.Error is not null) End(xml, "error", stage.Error);
            xml.WriteEndElement();
        }
        foreach (var gate in outcome.Gates)
        {
            Begin(xml, gate.Stage, $"{gate.Metric} {gate.Wanted}", 0);
            var said = $"{gate.Metric} of {gate.Stage} is {GateResult.Number(gate.Value)}, expected {gate.Wanted}: {gate.Problem}";
            if (gate.Outcome == GateOutcome.Failed) End(xml, "failure", said);
            if (gate.Outcome == GateOutcome.NoBaseline) End(xml, "skipped", said);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Begin(XmlWriter xml, string group, string name, double seconds)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", group);
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("time", seconds.ToString("0.###", CultureInfo.InvariantCulture));
    }

    private static void End(XmlWriter xml, string kind, string message)
    {
        xml.WriteStartElement(kind);
        xml.WriteAttributeString("message", message);
        xml.WriteEndElement();
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
