// title: Street Fronts
// description: Fronts of houses side by side with windows, shutters, doors, sills and cast shadows
// tags: facade, city, architecture, windows

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.1);
    float lean = 1.2 * (rnd(s, 1) - 0.5);
    p /= 1.0 + lean * p.x * 0.5;
    p *= 1.5 + 3.5 * rnd(s, 2);
    p += vec2(40.0 * rnd(s, 3) + iTime, 2.0 * rnd(s, 4) + 0.6);
    float wide = 3.0 + 2.0 * rnd(s, 5);
    float lot = floor(p.x / wide);
    uint k = cell(ivec2(int(lot), 1), s);
    float x = p.x - lot * wide;
    float storey = 1.3 + 0.7 * rnd(k, 1);
    float floors = 2.0 + floor(3.0 * rnd(k, 2));
    float top = storey * floors + 0.3;
    vec3 high = hsv(0.52 + 0.12 * rnd(s, 6), 0.6 * rnd(s, 7), 0.8);
    vec3 col = mix(vec3(0.9, 0.85, 0.8), high, clamp(p.y * 0.12, 0.0, 1.0));
    col = mix(col, vec3(1.0), 0.7 * smoothstep(0.45, 0.7, fbm(p * 0.4, 4, s)));
    float roofLine = top + (rnd(k, 3) < 0.6 ? (0.5 - abs(x / wide - 0.5)) * 2.4 * rnd(k, 4) : 0.0);
    float light = 0.35 + 0.5 * rnd(s, 8);
    if (p.y < roofLine) {
        vec3 wall = hsv(rnd(k, 5), 0.15 + 0.5 * rnd(k, 6), 0.4 + 0.5 * rnd(k, 7));
        wall *= 0.7 + 0.45 * fbm(p * vec2(3.0, 1.5), 4, s);
        if (rnd(k, 8) < 0.4) {
            vec2 b = p * vec2(4.0, 9.0);
            b.x += 0.5 * mod(floor(b.y), 2.0);
            vec2 j = abs(fract(b) - 0.5);
            wall *= (0.75 + 0.4 * hash(ivec2(floor(b)), k)) * (1.0 - 0.35 * smoothstep(0.36, 0.48, max(j.x, j.y)));
        }
        col = wall;
        if (p.y > top) {
            vec2 b = vec2(p.x * 6.0 + 0.5 * mod(floor(p.y * 6.0), 2.0), p.y * 6.0);
            col = hsv(0.02 + 0.1 * rnd(k, 9), 0.5, 0.4) * (0.5 + 0.7 * fract(b.y)) * (0.8 + 0.3 * hash(ivec2(floor(b)), k));
        } else {
            float cols = 2.0 + floor(3.0 * rnd(k, 10));
            float level = floor(p.y / storey);
            vec2 f = vec2(fract(x / wide * cols) * wide / cols - 0.5 * wide / cols, p.y - level * storey - 0.5 * storey);
            vec2 hs = vec2(wide / cols * (0.2 + 0.12 * rnd(k, 11)), storey * (0.24 + 0.1 * rnd(k, 12)));
            ivec2 id = ivec2(int(floor(x / wide * cols)), int(level));
            float r = hash(id, k);
            if (level < 0.5 && id.x == int(cols * rnd(k, 13))) { hs.y = storey * 0.42; f.y += storey * 0.1; r = 2.0; }
            if (level < 0.0) r = 3.0;
            vec2 e = abs(f) - hs;
            float d = max(e.x, e.y);
            vec2 drop = abs(f + vec2(0.1, -0.12) * light) - hs - 0.1;
            if (r < 2.5) {
                if (d < 0.12) col = mix(wall, vec3(0.85), 0.75);
                if (d >= 0.12 && rnd(k, 14) < 0.5 && e.y < 0.0 && abs(e.x - 0.25) < 0.2) col = hsv(rnd(k, 15), 0.6, 0.4) * (0.6 + 0.5 * step(0.5, fract(p.y * 9.0)));
                if (abs(f.y + hs.y + 0.1) < 0.07 && abs(f.x) < hs.x + 0.2) col = vec3(0.75) * (1.0 + 3.0 * (f.y + hs.y + 0.1));
                if (d < 0.0) {
                    vec3 pane = mix(vec3(0.08, 0.1, 0.13), high, smoothstep(0.2, 0.7, fbm(p * 1.2 + r * 9.0, 3, s)) * 0.8);
                    if (hash(id, k + 1U) < 0.35) pane = mix(pane, vec3(0.85, 0.8, 0.7), step(0.25 * hs.x, abs(f.x)) * (0.7 + 0.3 * sin(f.x * 60.0)));
                    if (hash(id, k + 2U) < 0.2) pane = vec3(1.0, 0.8, 0.45) * (0.7 + 0.4 * f.y);
                    vec2 bars = abs(fract(f / hs * 0.999 + 0.5 * step(0.5, rnd(k, 16))) - 0.5);
                    col = mix(pane, vec3(0.9), step(0.44, max(bars.x, bars.y)));
                    if (r == 2.0) col = hsv(rnd(k, 17), 0.6, 0.45) * (0.8 + 0.3 * step(0.1, max(abs(abs(f.x) - 0.5 * hs.x) - 0.1, abs(f.y) - 0.4 * hs.y)));
                    col *= 1.0 - 0.6 * step(max(drop.x, drop.y), 0.3) * step(-0.12, max(f.y - hs.y, -f.x - hs.x)) * light;
                }
                if (abs(p.y - level * storey) < 0.06) col = vec3(0.8) * (0.7 + 4.0 * (p.y - level * storey));
            } else {
                col = vec3(0.5, 0.48, 0.45) * (0.6 + 0.5 * hash(ivec2(int(floor(p.x * 1.5)), 0), s)) * (0.7 + 0.4 * fbm(p * 6.0, 3, s));
                if (p.y < -0.5) col = vec3(0.25) * (0.6 + 0.7 * noise(p * 14.0, s));
            }
        }
        float shade = p.y - 3.0 * rnd(s, 9) - (rnd(s, 10) - 0.5) * 2.0 * p.x + 40.0 * (rnd(s, 10) - 0.5) * 2.0 * rnd(s, 3);
        col *= mix(0.5, 1.25, smoothstep(-0.04, 0.04, shade)) * vec3(1.05, 1.0, 0.93);
        if (abs(x) < 0.06) col *= 0.5;
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
