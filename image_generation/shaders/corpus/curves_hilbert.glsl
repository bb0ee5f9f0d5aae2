// title: Hilbert's Path
// description: A single ribbon that fills the square by Hilbert's rule, as a coloured pipe, road or thread
// tags: curves, hilbert, space-filling, path

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

int order_;

int place(ivec2 c) {
    int n = 1 << order_, d = 0;
    if (c.x < 0 || c.y < 0 || c.x >= n || c.y >= n) return -9;
    for (int i = 0; i < 6; i++) {
        int h = n >> (i + 1);
        if (h < 1) break;
        int rx = (c.x & h) > 0 ? 1 : 0, ry = (c.y & h) > 0 ? 1 : 0;
        d += h * h * ((3 * rx) ^ ry);
        if (ry == 0) {
            if (rx == 1) c = ivec2(n - 1) - c;
            c = c.yx;
        }
    }
    return d;
}

float strand(vec2 f, ivec2 c, int d, out float along, out bool joined) {
    float r = 9.0;
    along = 0.0;
    joined = false;
    for (int i = 0; i < 4; i++) {
        ivec2 w = ivec2(i == 0 ? 1 : i == 1 ? -1 : 0, i == 2 ? 1 : i == 3 ? -1 : 0);
        int e = place(c + w);
        if (abs(e - d) == 1) {
            float v = dot(f, vec2(w)), x = abs(f.x * float(w.y) - f.y * float(w.x));
            float l = v > 0.0 ? x : length(f);
            if (l < r) { r = l; along = float(d) + (e > d ? 1.0 : -1.0) * max(v, 0.0); joined = true; }
        }
    }
    return r;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 5400U;
    order_ = 3 + int(3.0 * rnd(s, 1));
    float n = float(1 << order_), lean = 0.7 * (rnd(s, 2) - 0.5), zoom = 0.55 + 0.5 * rnd(s, 3);
    vec2 p = rot(6.28 * rnd(s, 4)) * (u * zoom / (1.0 + lean * u.y)) + 0.5 * (rnd3(s, 5).xy - 0.5);
    if (rnd(s, 6) < 0.3) p += 0.06 * vec2(sin(p.y * 5.0 + iTime), sin(p.x * 5.0 - iTime));
    vec2 g = (p * 0.55 + 0.5) * n;
    px = 1.1 * zoom / iResolution.y * n;
    ivec2 c = ivec2(floor(g));
    vec2 f = g - floor(g) - 0.5, fall = rot(6.28 * rnd(s, 4)) * vec2(-0.12, 0.16);
    int d = place(c);
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U);
    float kind = rnd(s, 7), wide = 0.16 + 0.17 * rnd(s, 8);
    vec3 col = mix(a, b, 0.3) * (0.45 + 0.5 * fbm(p * 4.0, 4, s));
    float back = rnd(s, 9);
    if (back < 0.3) col = mix(vec3(0.92), a, 0.3) * (0.9 + 0.15 * noise(p * 30.0, s));
    else if (back < 0.6) col = (((c.x + c.y) & 1) == 0 ? a : b) * 0.6;
    float along = 0.0, shadeAt = 0.0;
    bool joined = false, j2 = false;
    if (d >= 0) {
        vec2 gs = g + fall;
        ivec2 cs = ivec2(floor(gs));
        float drop = strand(gs - floor(gs) - 0.5, cs, place(cs), shadeAt, j2);
        if (place(cs) >= 0) dim(col, drop - wide, 0.1, 0.5);
        float r = strand(f, c, d, along, joined);
        float t = along / (n * n), x = clamp(r / wide, 0.0, 1.0);
        vec3 hue = rnd(s, 10) < 0.6 ? hsv(rnd(s, 11) + t * (0.5 + 2.5 * rnd(s, 12)), 0.75, 0.92) : mix(dye(s, s + 4U), dye(s, s + 5U), 0.5 + 0.5 * sin(t * 60.0));
        float flow = along - iTime * 6.0;
        if (kind < 0.3) {
            vec3 pipe = hue * (0.35 + 0.75 * sqrt(1.0 - x * x)) + 0.35 * (1.0 - smoothstep(0.1, 0.3, abs(x - 0.25)));
            if (abs(fract(along) - 0.5) > 0.44) pipe *= 0.7;
            lay(col, r - wide, pipe);
        } else if (kind < 0.6) {
            lay(col, r - wide, vec3(0.25, 0.25, 0.28) * (0.85 + 0.3 * noise(g * 9.0, s)));
            lay(col, abs(r - wide * 0.88) - 0.015, vec3(0.93));
            lay(col, max(r - 0.02, abs(fract(along * 2.0) - 0.5) - 0.25), vec3(0.95, 0.8, 0.2));
            float lot = floor(flow / 3.0);
            vec2 car = vec2(r * 1.6, mod(flow, 3.0) - 1.5);
            if (hash(ivec2(int(lot), 3), s) < 0.7) lay(col, box(car, vec2(wide * 0.75, 0.33)), hsv(hash(ivec2(int(lot), 4), s), 0.8, 0.9) * (abs(car.y) < 0.15 ? 0.5 : 1.0));
        } else if (kind < 0.8) {
            lay(col, r - wide, hue * (0.7 + 0.4 * step(0.5, fract(along * 1.5))));
            lay(col, abs(r - wide) - 0.03, hue * 0.25);
        } else {
            vec2 o = vec2(r, fract(along * 2.0 + 0.5) - 0.5);
            float l = length(o * vec2(1.0 / wide, 2.0));
            lay(col, (l - 1.0) * wide, hue * (0.4 + 0.75 * sqrt(max(1.0 - l * l, 0.0))));
            lay(col, r - 0.03 + (l < 1.0 ? 1.0 : 0.0), vec3(0.1));
        }
    } else {
        float edge = box(p * 0.55, vec2(0.5)) * n;
        col = mix(dye(s, s + 6U), vec3(0.1), 0.3) * (0.7 + 0.4 * step(0.5, fract((p.x + p.y) * 4.0)));
        lay(col, edge - 0.35, b);
        lay(col, edge - 0.15, vec3(0.9));
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
