// What twigl's geekest mode offers besides its uniforms; GLSL ES 1.00 and 3.00.

const float PI = 3.141592653589793;
const float PI2 = PI * 2.0;

// Hashes of one line.
float fsnoise(vec2 c) { return fract(43758.5453 * sin(dot(c, vec2(12.9898, 78.233)))); }
float fsnoiseDigits(vec2 c) { return fract(437.585453 * sin(dot(c, vec2(0.129898, 0.78233)))); }

// Hue, saturation, value (0..1 each) to RGB.
vec3 hsv(float h, float s, float v) {
    vec3 hue = clamp(abs(fract(h + vec3(1.0, 2.0 / 3.0, 1.0 / 3.0)) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), hue, s);
}

// Rotation by r radians; and about an axis (Rodrigues).
mat2 rotate2D(float r) {
    float c = cos(r), s = sin(r);
    return mat2(c, s, -s, c);
}
mat3 rotate3D(float angle, vec3 axis) {
    vec3 a = normalize(axis);
    float c = cos(angle), s = sin(angle);
    vec3 u = a * (1.0 - c), w = a * s;
    return mat3(u.x * a + vec3(c, w.z, -w.y), u.y * a + vec3(-w.z, c, w.x), u.z * a + vec3(w.y, -w.x, c));
}

// Simplex noise after McEwan, Sheets, Richardson and Gustavson, "Efficient computational noise in GLSL" (2012):
// corners by ranking the coordinates, hashes by the permutation polynomial (34 x^2 + x) mod 289, gradients on a
// cross polytope. Values lie in about -1..1.
#define F4 0.309016994374947451
float mod289(float x) { return x - 289.0 * floor(x * (1.0 / 289.0)); }
vec2 mod289(vec2 x) { return x - 289.0 * floor(x * (1.0 / 289.0)); }
vec3 mod289(vec3 x) { return x - 289.0 * floor(x * (1.0 / 289.0)); }
vec4 mod289(vec4 x) { return x - 289.0 * floor(x * (1.0 / 289.0)); }
float permute(float x) { return mod289((34.0 * x + 1.0) * x); }
vec3 permute(vec3 x) { return mod289((34.0 * x + 1.0) * x); }
vec4 permute(vec4 x) { return mod289((34.0 * x + 1.0) * x); }
// Linear approximation of 1 / sqrt(x) about 0.7.
float taylorInvSqrt(float x) { return 1.79284291400159 - 0.85373472095314 * x; }
vec3 taylorInvSqrt(vec3 x) { return 1.79284291400159 - 0.85373472095314 * x; }
vec4 taylorInvSqrt(vec4 x) { return 1.79284291400159 - 0.85373472095314 * x; }

float snoise2D(vec2 v) {
    const float G = 0.211324865405187; // (3 - sqrt(3)) / 6
    vec2 cell = floor(v + 0.366025403784439 * (v.x + v.y)); // (sqrt(3) - 1) / 2
    vec2 d0 = v - cell + G * (cell.x + cell.y);
    vec2 middle = d0.x > d0.y ? vec2(1.0, 0.0) : vec2(0.0, 1.0);
    vec2 d1 = d0 + G - middle;
    vec2 d2 = d0 + (2.0 * G - 1.0);
    cell = mod289(cell);
    vec3 hash = permute(permute(cell.y + vec3(0.0, middle.y, 1.0)) + cell.x + vec3(0.0, middle.x, 1.0));
    // 41 gradients on a line that is folded to a diamond.
    vec3 x = 2.0 * fract(hash * 0.024390243902439) - 1.0;
    vec3 gy = abs(x) - 0.5;
    vec3 gx = x - floor(x + 0.5);
    vec3 weight = max(0.5 - vec3(dot(d0, d0), dot(d1, d1), dot(d2, d2)), 0.0);
    weight *= weight;
    weight *= weight * taylorInvSqrt(gx * gx + gy * gy);
    vec3 slope = gx * vec3(d0.x, d1.x, d2.x) + gy * vec3(d0.y, d1.y, d2.y);
    return 130.0 * dot(weight, slope);
}

// One of 7 x 7 directions on an octahedron.
vec3 snoiseGradient3(float hash) {
    float j = hash - 49.0 * floor(hash * (1.0 / 49.0));
    float row = floor(j * (1.0 / 7.0));
    vec3 g = vec3(row, j - 7.0 * row, 0.0) * (2.0 / 7.0) - 13.0 / 14.0;
    g.z = 1.0 - abs(g.x) - abs(g.y);
    if (g.z <= 0.0) g.xy -= floor(g.xy) * 2.0 + 1.0;
    return g * taylorInvSqrt(dot(g, g));
}
float snoise3D(vec3 v) {
    vec3 cell = floor(v + (v.x + v.y + v.z) * (1.0 / 3.0));
    vec3 d0 = v - cell + (cell.x + cell.y + cell.z) * (1.0 / 6.0);
    vec3 first = step(d0.yzx, d0.xyz);
    vec3 other = 1.0 - first.zxy;
    vec3 c1 = min(first, other);
    vec3 c2 = max(first, other);
    vec3 d1 = d0 - c1 + 1.0 / 6.0;
    vec3 d2 = d0 - c2 + 1.0 / 3.0;
    vec3 d3 = d0 - 0.5;
    cell = mod289(cell);
    vec4 hash = permute(cell.z + vec4(0.0, c1.z, c2.z, 1.0));
    hash = permute(hash + cell.y + vec4(0.0, c1.y, c2.y, 1.0));
    hash = permute(hash + cell.x + vec4(0.0, c1.x, c2.x, 1.0));
    vec4 weight = max(0.6 - vec4(dot(d0, d0), dot(d1, d1), dot(d2, d2), dot(d3, d3)), 0.0);
    weight *= weight;
    vec4 slope = vec4(dot(snoiseGradient3(hash.x), d0), dot(snoiseGradient3(hash.y), d1),
                      dot(snoiseGradient3(hash.z), d2), dot(snoiseGradient3(hash.w), d3));
    return 42.0 * dot(weight * weight, slope);
}

// One of 7 x 7 x 6 directions on a cross polytope; ip = (1 / 294, 1 / 49, 1 / 7, 0).
vec4 grad4(float j, vec4 ip) {
    vec4 p = vec4(floor(fract(j * ip.xyz) * 7.0) * ip.z - 1.0, 0.0);
    p.w = 1.5 - abs(p.x) - abs(p.y) - abs(p.z);
    if (p.w < 0.0) p.xyz += 2.0 * vec3(lessThan(p.xyz, vec3(0.0))) - 1.0;
    return p;
}
float snoiseSlope4(float hash, vec4 d) {
    vec4 g = grad4(hash, vec4(1.0 / 294.0, 1.0 / 49.0, 1.0 / 7.0, 0.0));
    return taylorInvSqrt(dot(g, g)) * dot(g, d);
}
float snoise4D(vec4 v) {
    const float G = 0.138196601125011; // (5 - sqrt(5)) / 20
    vec4 cell = floor(v + F4 * (v.x + v.y + v.z + v.w));
    vec4 d0 = v - cell + G * (cell.x + cell.y + cell.z + cell.w);
    // Rank of each coordinate: how many of the others it is not below.
    vec3 a = step(d0.yzw, d0.xxx);
    vec3 b = step(d0.zww, d0.yyz);
    vec4 rank = vec4(a.x + a.y + a.z, 1.0 - a.x + b.x + b.y, 2.0 - a.y - b.x + b.z, 3.0 - a.z - b.y - b.z);
    vec4 c3 = clamp(rank, 0.0, 1.0);
    vec4 c2 = clamp(rank - 1.0, 0.0, 1.0);
    vec4 c1 = clamp(rank - 2.0, 0.0, 1.0);
    vec4 d1 = d0 - c1 + G;
    vec4 d2 = d0 - c2 + 2.0 * G;
    vec4 d3 = d0 - c3 + 3.0 * G;
    vec4 d4 = d0 - 1.0 + 4.0 * G;
    cell = mod289(cell);
    float hash0 = permute(permute(permute(permute(cell.w) + cell.z) + cell.y) + cell.x);
    vec4 hash = permute(cell.w + vec4(c1.w, c2.w, c3.w, 1.0));
    hash = permute(hash + cell.z + vec4(c1.z, c2.z, c3.z, 1.0));
    hash = permute(hash + cell.y + vec4(c1.y, c2.y, c3.y, 1.0));
    hash = permute(hash + cell.x + vec4(c1.x, c2.x, c3.x, 1.0));
    float weight0 = max(0.6 - dot(d0, d0), 0.0);
    vec4 weight = max(0.6 - vec4(dot(d1, d1), dot(d2, d2), dot(d3, d3), dot(d4, d4)), 0.0);
    weight0 *= weight0;
    weight *= weight;
    vec4 slope = vec4(snoiseSlope4(hash.x, d1), snoiseSlope4(hash.y, d2),
                      snoiseSlope4(hash.z, d3), snoiseSlope4(hash.w, d4));
    return 49.0 * (weight0 * weight0 * snoiseSlope4(hash0, d0) + dot(weight * weight, slope));
}
