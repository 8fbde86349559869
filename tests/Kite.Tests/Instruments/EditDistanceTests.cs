using Kite.Instruments;

namespace Kite.Tests.Instruments;

public class EditDistanceTests
{
    [Fact]
    public void It_agrees_with_the_textbook_on_random_words()
    {
        var random = new Random(11);
        for (var i = 0; i < 5000; i++)
        {
            var (a, b) = (Word(random, 64), Word(random, 80));
            Assert.Equal(Textbook(a, b), EditDistance.Of(EditDistance.Masks(a), a.Length, b));
        }
    }

    static string Word(Random random, int most) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => "ABC"[random.Next(3)]));

    static int Textbook(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
