// title: Pixel World
// description: A side view of a video game in coarse pixels: platforms, blocks, hills, coins, clouds and mirrored creatures
// tags: pixel-art, sprites, game, blocks

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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = fragCoord / iResolution.y;
    uint s = uint(iTime * 2.3) + 5800U;
    float fine = 48.0 + 64.0 * rnd(s, 1);
    vec2 g = floor(u * fine);
    float scroll = floor(400.0 * rnd(s, 2) + iTime * 16.0), tall = fine;
    vec3 skyA = dye(s, s + 1U), skyB = dye(s, s + 2U);
    float band = floor(g.y / tall * 7.0 + 0.5 * float((int(g.x) + int(g.y)) & 1)) / 7.0;
    vec3 col = mix(skyA, skyB, band);
    for (int i = 0; i < 3; i++) {
        float x = g.x + floor(scroll * (0.1 + 0.15 * float(i))), wide = 14.0 + 8.0 * float(i);
        float c = floor(x / wide), f = x - c * wide - 0.5 * wide;
        uint k = cell(ivec2(int(c), i), s);
        if (i == 0) {
            float y = g.y - floor(tall * (0.6 + 0.3 * rnd(k, 1)));
            float puff = max(abs(f) - 6.0 + floor(abs(y) * 1.5), abs(y) - 3.0);
            if (rnd(k, 2) < 0.7 && puff < 0.0) col = y < -1.0 ? mix(skyB, vec3(0.9), 0.6) : vec3(1.0);
        } else {
            float h = floor(tall * (0.18 + 0.35 * rnd(k, 3) / float(i))), form = rnd(s, 3);
            float top = form < 0.5 ? h - floor(f * f * 0.12) : h - abs(f) * (rnd(k, 4) < 0.5 ? 1.0 : 0.0);
            float t2 = floor(tall * 0.2 / float(i));
            vec3 hill = mix(dye(s, s + 3U + uint(i)), skyA, 0.5 - 0.25 * float(i));
            if (g.y < max(top, t2)) {
                col = hill * (g.y > max(top, t2) - 2.0 ? 1.2 : 1.0) * (((int(g.x) + int(g.y)) & 3) == 0 && form < 0.5 ? 0.85 : 1.0);
                if (form >= 0.5 && (int(x) & 3) == 1 && (int(g.y) & 3) == 1 && hash(ivec2(x, g.y), s) < 0.5) col = vec3(1.0, 0.9, 0.5);
            }
        }
    }
    vec2 w = vec2(g.x + scroll, g.y), b = floor(w / 8.0), f = mod(w, 8.0);
    uint k = cell(ivec2(b), s + 5U);
    float ground = 1.0 + floor(2.5 * noise(vec2(floor(b.x / 3.0) * 0.9, 1.0), s)), gapx = hash(ivec2(int(floor(b.x / 2.0)), 7), s);
    if (gapx < 0.1) ground = 0.0;
    float plat = hash(ivec2(int(floor(b.x / 3.0)), int(b.y)), s + 7U);
    bool solid = b.y < ground, block = b.y > ground + 1.0 && b.y < tall / 8.0 - 1.0 && plat < 0.16 && (int(b.y) & 1) == 1;
    vec3 earth = dye(s, s + 8U), grass = hsv(rnd(s, 4) < 0.6 ? 0.25 + 0.1 * rnd(s, 5) : rnd(s, 5), 0.7, 0.75), brick = dye(s, s + 9U);
    if (solid) {
        col = earth * (hash(ivec2(w), s) < 0.2 ? 0.75 : 1.0) * (f.x == 0.0 || f.y == 0.0 ? 0.85 : 1.0);
        if (b.y == ground - 1.0 && f.y > 4.0 + 1.5 * hash(ivec2(int(w.x), 3), s)) col = grass * (f.y > 6.0 ? 1.15 : 0.85);
    } else if (gapx < 0.1 && g.y < 6.0) col = hsv(rnd(s, 6), 0.8, 0.8) * (hash(ivec2(int(w.x) / 2, int(g.y + floor(iTime * 8.0))), s) < 0.3 ? 1.3 : 1.0);
    if (block) {
        float kind = rnd(k, 1);
        bool seam = f.y == 0.0 || f.y == 4.0 || (f.y < 4.0 ? f.x == 3.0 : f.x == 7.0);
        col = brick * (seam ? 0.45 : f.y == 3.0 || f.y == 7.0 ? 1.25 : 1.0);
        if (kind < 0.3) {
            bool rim = f.x == 0.0 || f.y == 0.0 || f.x == 7.0 || f.y == 7.0;
            col = rim ? vec3(0.35, 0.2, 0.05) : vec3(0.98, 0.75, 0.2);
            vec2 m = vec2(abs(f.x - 3.5), f.y);
            if (!rim && hash(ivec2(m), s + 3U) < 0.4) col = vec3(0.6, 0.3, 0.05);
        }
    }
    if (!solid && !block && rnd(k, 2) < 0.1 && b.y < tall / 8.0 - 1.0 && b.y > ground) {
        vec2 c = f - 3.5;
        float squash = abs(cos(iTime * 6.0)) * 0.7 + 0.3, r = length(c / vec2(squash, 1.1));
        if (r < 3.0) col = r < 2.0 && abs(c.x) < 1.0 ? vec3(0.8, 0.55, 0.1) : vec3(1.0, 0.87, 0.3);
    }
    float lot = floor(w.x / 12.0);
    vec2 q = vec2(w.x - lot * 12.0, 0.0);
    uint m = cell(ivec2(int(lot), 11), s + 10U);
    float bx = floor((lot * 12.0 + 6.0) / 8.0), gy = 1.0 + floor(2.5 * noise(vec2(floor(bx / 3.0) * 0.9, 1.0), s)), lift = rnd(m, 1) < 0.3 ? floor(14.0 + 16.0 * rnd(m, 2) + 2.0 * sin(iTime * 9.0)) : 0.0;
    q.y = g.y - gy * 8.0 - lift;
    if (rnd(m, 3) < 0.55 && q.x >= 1.0 && q.x < 11.0 && q.y >= 0.0 && q.y < 10.0) {
        ivec2 c = ivec2(int(q.x) - 1, int(q.y));
        if (c.x > 4) c.x = 9 - c.x;
        float fill_ = 0.85 - 0.1 * abs(float(c.y) - 5.0) - 0.1 * float(4 - c.x) + 0.2;
        float h = hash(c, m + uint(int(rnd(m, 4) * 3.0)));
        bool body = h < fill_, eye = (c.y == 6 || c.y == 7) && c.x == 2;
        vec3 skin = hsv(rnd(m, 5), 0.75, 0.9), trim = hsv(rnd(m, 5) + 0.3 + 0.4 * rnd(m, 6), 0.7, 0.6);
        if (body || eye) col = eye ? (c.y == 6 ? vec3(0.05) : vec3(1.0)) : hash(c, m + 9U) < 0.3 ? trim : skin * (c.y < 2 ? 0.6 : 1.0);
        else if (h < fill_ + 0.12) col = vec3(0.08);
    }
    float tubes = floor(w.x / 40.0), tx = w.x - tubes * 40.0 - 20.0, th = 8.0 + floor(14.0 * hash(ivec2(int(tubes), 5), s + 11U));
    if (hash(ivec2(int(tubes), 6), s + 11U) < 0.6) {
        float wide = g.y > th - 4.0 ? 8.0 : 7.0;
        if (g.y < th && abs(tx) < wide) {
            vec3 pipe = hsv(rnd(s, 7), 0.75, 0.75);
            col = pipe * (tx < -4.0 ? 1.3 : tx > 3.0 ? 0.6 : 1.0) * (g.y == th - 5.0 ? 0.4 : 1.0);
            if (abs(tx) > wide - 1.0 || g.y == th - 1.0) col = pipe * 0.25;
        }
    }
    if (rnd(s, 8) < 0.25) col *= 0.8 + 0.2 * step(0.3, fract(u.y * fine));
    fragColor = vec4(film(col * 1.6), 1.0);
}
